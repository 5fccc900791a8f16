import { hearNote, noteOf } from './case-fact.js';
import { notHeard } from './not-heard.js';

const at = '2026-03-02T09:00:00.000Z';
const fact = { type: 'ComplaintReceived' } as const;
const source = {
  sourceLog: 'intake',
  sourcePartition: 3,
  sourceOffset: 7,
  sourceRecordedAt: at,
  fact,
} as const;
const fresh = { round: 2, heard: {} };

describe('noting a fact of another service', () => {
  it('records it at its own time, in its own round or else in the present one', () => {
    expect(noteOf({ ...source, occurredAt: at, round: 1 }, fresh)).toEqual({
      type: 'CaseFactNoted',
      occurredAt: at,
      data: { ...source, round: 1 },
    });
    expect(noteOf({ ...source, occurredAt: at }, fresh)?.data.round).toBe(2);
  });

  it('does so once', () => {
    const heard = hearNote({}, { ...source, round: 1 });
    expect(heard).toEqual({ 'intake/3': 7 });
    expect(noteOf({ ...source, occurredAt: at }, { round: 2, heard })).toBeUndefined();
    const next = { ...source, sourceOffset: 8, occurredAt: at };
    expect(noteOf(next, { round: 2, heard })).toBeDefined();
  });
});

describe('a fact that is missing', () => {
  it('is a refusal that may be asked again, with what was heard', () => {
    expect(notHeard('no receipt', { round: 2, heard: { 'intake/3': 7 } })).toEqual({
      ok: false,
      rejection: {
        code: 'STAGE_NOT_REACHED',
        detail: 'no receipt',
        retryable: true,
        context: { round: 2, heard: ['intake/3/7'] },
      },
    });
    expect(notHeard('no apology', fresh, 'APOLOGY_MISSING')).toMatchObject({
      rejection: { code: 'APOLOGY_MISSING', retryable: true },
    });
  });
});
