import {
  complaintEvents,
  customerEvents,
  type EventDefinition,
  incidentEvents,
  resolutionEvents,
  tierEvents,
} from '@redress/contracts';
import { type Recorded, systemActor } from '@redress/kernel';
import type { ProjectedEvent, Projection } from '@redress/projections';
import fc from 'fast-check';
import type { RiskEvent } from '../../domain/risk/facts/risk-event.js';
import type { IdentityFacts } from '../../domain/risk/facts/identity-facts.js';
import { customerRiskProjection } from './customer-risk.projection.js';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [anna, ann, complaint] = [id(1), id(2), id(3)];
const evidence = [id(90)];

/** One stream of a log, told in the order of its versions. */
interface StoryStream {
  readonly definitions: readonly EventDefinition[];
  readonly streamId: string;
  readonly data: readonly unknown[];
}

function streamOf(streamId: string, ...told: readonly [EventDefinition, unknown][]): StoryStream {
  return { streamId, definitions: told.map(([each]) => each), data: told.map(([, data]) => data) };
}

function eventsOf({ definitions, streamId, data }: StoryStream): ProjectedEvent<RiskEvent>[] {
  return definitions.map(({ log, category, type }, index) => {
    const occurredAt = `2026-03-${String(index + 1).padStart(2, '0')}T04:00:00.000Z`;
    const actor = systemActor('story');
    const event = { type, data: data[index], occurredAt, actor } as Recorded<RiskEvent>;
    const stream = { tenantId: 'demo', category, id: streamId };
    const envelope = { stream, version: index + 1, type, occurredAt, recordedAt: occurredAt };
    return {
      event,
      envelope: { ...envelope, origin: 'LIVE', actor },
      source: { log, partition: 0, offset: index },
    };
  });
}

const registered: [EventDefinition, unknown] = [
  customerEvents.CustomerRegistered,
  { partyType: 'PERSON', source: 'SHOP' },
];
const incident = (incidentId: string, identityId: string, reporterId: string) =>
  streamOf(
    incidentId,
    [
      incidentEvents.ConductIncidentRecorded,
      {
        ...{ identityId, class: 'BEHAVIOUR', factor: 'B1', severity: 3 },
        ...{ evidenceIds: evidence, reporterId },
      },
    ],
    [incidentEvents.ConductIncidentConfirmed, { identityId, severity: 3 }],
  );
const link: [EventDefinition, unknown] = [
  customerEvents.IdentityLinked,
  { otherId: ann, evidenceIds: evidence, confidencePct: 95 },
];
const unlink: [EventDefinition, unknown] = [customerEvents.IdentityUnlinked, { otherId: ann }];

const streams: readonly StoryStream[] = [
  streamOf(
    anna,
    registered,
    [customerEvents.TransactionObserved, {}],
    [customerEvents.ReturnObserved, { returnId: 'R-1', source: 'SHOP' }],
    link,
  ),
  streamOf(ann, registered, [
    customerEvents.BrightSpotRecorded,
    { spotId: id(50), kind: 'PRAISE', evidenceId: id(90) },
  ]),
  streamOf(
    complaint,
    [complaintEvents.ComplaintReceived, {}],
    [
      complaintEvents.ComplainantLinked,
      { customerId: anna, evidenceIds: evidence, confidencePct: 100 },
    ],
  ),
  streamOf(complaint, [resolutionEvents.FinalResponseIssued, { round: 1, outcome: 'UPHELD' }]),
  incident(id(10), anna, 'agent-1'),
  incident(id(11), ann, 'agent-2'),
  incident(id(12), complaint, 'agent-3'),
  streamOf(
    anna,
    [tierEvents.RiskScored, { scorePts: 20_000, tier: 'T0', policyVersion: 1, asOf: '2026-03-01' }],
    [tierEvents.TierRaised, { from: 'T0', to: 'T1', cause: 'SCORE' }],
  ),
];

/** What the engine does: states by key, then the rows of everybody who was ever linked. */
function rowsOf(events: readonly ProjectedEvent<RiskEvent>[]) {
  const states = new Map<string, IdentityFacts>();
  for (const event of events) {
    const key = customerRiskProjection.key(event) ?? '';
    states.set(
      key,
      customerRiskProjection.fold(states.get(key) ?? customerRiskProjection.initialState, event),
    );
  }
  return customerRiskProjection.join?.rows(states) ?? new Map();
}

/** Any interleaving of streams that keeps the order within each. */
function interleavings(of: readonly StoryStream[]) {
  const all = of.map(eventsOf);
  const picks = fc.array(fc.nat(), { minLength: 60, maxLength: 60 });
  return picks.map((numbers) => {
    const left = all.map((events) => [...events]);
    const merged: ProjectedEvent<RiskEvent>[] = [];
    for (const number of [...numbers, ...numbers.map(() => 0)]) {
      const open = left.filter((events) => events.length > 0);
      const next = open[number % Math.max(open.length, 1)]?.shift();
      if (next) merged.push(next);
    }
    return merged;
  });
}

describe('the risk read model', () => {
  const inOrder = rowsOf(streams.flatMap(eventsOf));

  it('shows one row for two customers and a complaint that are one person (A38)', () => {
    expect(inOrder.get(anna)).toMatchObject({
      ...{ merged_into: null, identities: [anna, ann, complaint], tier: 'T1', score_pts: 20_000 },
      ...{ trend: 'RISING', incidents_confirmed: 3, bright_spots: 1, orders: 1, returns: 1 },
      complaints: 1,
    });
    expect(inOrder.get(ann)).toMatchObject({ merged_into: anna, tier: 'T1' });
    expect(inOrder.get(complaint)).toBeUndefined();
  });

  it('is the same for any interleaving that keeps the order within streams', () => {
    fc.assert(
      fc.property(interleavings(streams), (events) => {
        expect(rowsOf(events)).toEqual(inOrder);
      }),
      { numRuns: 100 },
    );
  });

  it('parts both sides again when a link is cut, as if it had never been', () => {
    const [first, ...rest] = streams;
    const without = (last: readonly [EventDefinition, unknown][]) => [
      streamOf(anna, registered, ...last),
      ...rest,
    ];
    const never = rowsOf(without([]).flatMap(eventsOf));
    const cut = rowsOf(without([link, unlink]).flatMap(eventsOf));
    expect(first?.streamId).toBe(anna);
    expect(cut).toEqual(never);
    expect(cut.get(ann)).toMatchObject({ merged_into: null, incidents_confirmed: 1, tier: 'T0' });
  });

  it('counts a claim of an unverified complainant for nothing until it is linked', () => {
    const [, , , , , , onComplaint] = streams;
    const unlinked = streamOf(complaint, [complaintEvents.ComplaintReceived, {}]);
    const told = [streamOf(anna, registered), unlinked, onComplaint ?? unlinked];
    expect(rowsOf(told.flatMap(eventsOf)).get(anna)).toMatchObject({
      incidents_confirmed: 0,
      complaints: 0,
    });
  });

  it('shows nobody before their registration is heard of', () => {
    expect(rowsOf(eventsOf(incident(id(10), anna, 'agent-1'))).get(anna)).toBeUndefined();
  });

  it('leaves no trace of a rehearsal', () => {
    const drilled = streams
      .flatMap(eventsOf)
      .map((each) =>
        each.envelope.stream.category === 'incident'
          ? { ...each, envelope: { ...each.envelope, origin: 'DRILL' as const } }
          : each,
      );
    expect(rowsOf(drilled).get(anna)).toMatchObject({ incidents_confirmed: 0 });
  });

  it('reads nothing but what it declares: no text, no survey, no special type, no region', () => {
    const projection = customerRiskProjection as Projection;
    const declared = projection.events.flatMap(({ definition, fields }) =>
      fields === 'all' ? ['all'] : fields.map((field) => `${definition.type}.${field}`),
    );
    expect(declared).not.toContain('all');
    for (const forbidden of ['specialTypes', 'regionCode', 'content', 'csat', 'disputed', 'tags']) {
      expect(declared.some((field) => field.endsWith(`.${forbidden}`))).toBe(false);
    }
  });
});
