import type { RiskReader, RiskShape } from './risk-reader.js';
import { isTimelineOf, timelineEntryFor } from './risk-timeline-shapes.js';

const shapes = ['TIER', 'PSEUDONYMS', 'FULL'] as const;
const other = '0190b000-0000-7000-8000-0000000000c2';
const reader = (shape: RiskShape): RiskReader => ({
  shape,
  shown: (id) => (shape === 'PSEUDONYMS' ? `hidden ${id.length}` : id),
  meant: (id) => id,
});

const entry = (category: string, type: string, details: Record<string, unknown>) => ({
  ...{ position: 'intake/3/17', streamId: other, version: 1, round: null, origin: 'LIVE' },
  ...{ occurredAt: '2026-03-01T04:00:00.000Z', recordedAt: '2026-03-01T04:00:00.000Z' },
  actor: { kind: 'USER', role: 'agent', id: 'rita' },
  ...{ category, type, details },
});

describe('a timeline', () => {
  it.each([
    ['incident', 'ConductIncidentRecorded', ['FULL']],
    ['incident', 'ConductIncidentRejected', ['FULL']],
    ['tier', 'TierRaised', [...shapes]],
    ['tier', 'TierConfirmed', [...shapes]],
    ['tier', 'TierLowered', [...shapes]],
    ['tier', 'TierProposed', ['PSEUDONYMS', 'FULL']],
    ['tier', 'TierReviewed', ['PSEUDONYMS', 'FULL']],
    ['tier', 'RiskScored', ['PSEUDONYMS', 'FULL']],
    ['customer', 'CreditObserved', [...shapes]],
    ['complaint', 'ComplaintReceived', [...shapes]],
  ])('tells of %s %s in these shapes: %j', (category, type, expected) => {
    const seen = shapes.filter((shape) => isTimelineOf({ shape }, { category, type }));
    expect(seen).toEqual(expected);
  });

  it('A8 says of an incident when it was and how grave, and not who said so', () => {
    const details = { class: 'BEHAVIOUR', severity: 3, reporterId: 'rita', identityId: other };
    const shown = timelineEntryFor(reader('FULL'), entry('incident', 'X', details));
    expect(shown.details).toEqual({ class: 'BEHAVIOUR', severity: 3 });
    expect(JSON.stringify(shown)).not.toContain('rita');
  });

  it('says of a step of the tier to those who serve from where to where', () => {
    const details = { from: 'T0', to: 'T1', cause: 'SAFETY', asOf: '2026-03-01' };
    const raised = entry('tier', 'TierRaised', details);
    expect(timelineEntryFor(reader('TIER'), raised).details).toEqual({ from: 'T0', to: 'T1' });
    expect(timelineEntryFor(reader('FULL'), raised)).toEqual(raised);
  });

  it('names nobody to an analyst', () => {
    const named = {
      ...{ otherId: other, evidenceIds: [other], externalRef: 'X-1', complaintNo: 'C-1' },
      ...{ before: 'X-1', after: 'X-2', requestedBy: 'rita', suspectedDuplicateOf: other },
      ...{ someoneElse: other },
    };
    const kept = { confidencePct: 90, channel: 'EMAIL', proposalNo: 2, at: '2026-03-01', ok: true };
    const linked = entry('customer', 'IdentityLinked', { ...named, ...kept });
    const shown = timelineEntryFor(reader('PSEUDONYMS'), linked);
    expect(shown.details).toEqual(kept);
    expect(shown.streamId).toBe('hidden 36');
    expect(shown).not.toHaveProperty('actor');
  });
});
