import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { complaintEvents } from '@redress/contracts';
import {
  type GoldenHashes,
  goldenHashes,
  goldenProblems,
  type Projection,
} from '@redress/projections';
import { goldenCorpus } from '@redress/testing';
import { complaintsProjection } from './complaints.projection.js';

const golden: GoldenHashes = JSON.parse(
  readFileSync(join(__dirname, '../../test/intake.golden.json'), 'utf8'),
);

const id = '00000000-0000-7000-8000-000000000001';
const sealed = { sealed: `complaint:${id}` };

describe('the list of complaints', () => {
  it('gives the golden rows of its version: a change of the fold needs a new version', () => {
    const records = goldenCorpus([
      {
        id,
        told: [
          [
            complaintEvents.ComplaintReceived,
            {
              ...{ complaintId: id, complaintNo: 'C-2026-000001', channel: 'PHONE', form: 'ORAL' },
              ...{ receivedAt: '2026-03-02T09:00:00.000Z', subject: 'GOODS', anonymous: false },
              language: 'en',
            },
          ],
          [
            complaintEvents.ComplainantThanked,
            {
              ...{ templateId: 'CARE', channel: 'PHONE', ownerId: id, words: sealed },
              nextUpdateAt: '2026-03-03T09:00:00.000Z',
            },
          ],
          [
            complaintEvents.ComplaintCorrected,
            { field: 'CHANNEL', before: 'PHONE', after: 'EMAIL', reason: sealed },
          ],
        ],
      },
    ]);
    const now = goldenHashes([complaintsProjection] as readonly Projection[], records);
    expect(goldenProblems(golden, now)).toEqual([]);
  });
});
