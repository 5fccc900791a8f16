import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { incidentEvents, reportEvents } from '@redress/contracts';
import {
  type GoldenHashes,
  goldenHashes,
  goldenProblems,
  type Projection,
} from '@redress/projections';
import { goldenCorpus } from '@redress/testing';
import { incidentsProjection } from './incidents.projection.js';
import { reportsProjection } from './reports.projection.js';

const golden: GoldenHashes = JSON.parse(
  readFileSync(join(__dirname, '../../test/triage.golden.json'), 'utf8'),
);
const projections = [incidentsProjection, reportsProjection] as readonly Projection[];

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const sealed = { sealed: `complaint:${id(10)}` };
const about = { identityId: id(1), identityKind: 'CUSTOMER', class: 'BEHAVIOUR', factor: 'B1' };
const recorded = {
  ...{ ...about, severity: 3, evidenceIds: [id(90)], reporterId: id(61) },
  ...{ source: 'MANUAL', description: sealed },
};

describe('the read models of triage', () => {
  it('give the golden rows of their version: a change of a fold needs a new version', () => {
    const judged = { identityId: id(1), adjudicatorId: id(70), reason: sealed };
    const records = goldenCorpus([
      { id: id(10), told: [[incidentEvents.ConductIncidentRecorded, recorded]] },
      {
        id: id(11),
        told: [
          [incidentEvents.ConductIncidentRecorded, recorded],
          [incidentEvents.ConductIncidentConfirmed, { ...judged, severity: 4 }],
          [incidentEvents.ConductIncidentRejected, judged],
        ],
      },
      {
        id: id(12),
        told: [
          [
            reportEvents.ReportReceived,
            { channel: 'LETTER', about: 'STAFF', anonymous: true, content: sealed },
          ],
          [reportEvents.ReportAssessed, { outcome: 'SUBSTANTIATED', reason: sealed }],
        ],
      },
    ]);
    expect(goldenProblems(golden, goldenHashes(projections, records))).toEqual([]);
  });
});
