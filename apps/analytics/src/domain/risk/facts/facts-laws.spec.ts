import { brightSpotKinds, creditKinds, incidentFactors, riskTiers } from '@redress/contracts';
import type { Timestamp } from '@redress/kernel';
import fc from 'fast-check';
import { factsAsOf, type TimeAxis } from './facts-as-of.js';
import { foldFacts } from './fold-facts.js';
import { type IdentityFacts, initialFacts, presentLinks } from './identity-facts.js';
import { type RiskCircumstances, type RiskEvent, riskReads } from './risk-event.js';
import { ask, id } from '../score/risk-story.setup.js';
import { scoreAt } from '../score/score.policy.js';
import { openProposal, tierOf } from '../tier/tier-history.js';

/** An event as it was recorded: what happened, and the circumstances. */
interface Told {
  readonly event: RiskEvent;
  readonly circumstances: RiskCircumstances;
}

const minute = (number: number): Timestamp =>
  new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString();

const told = (type: RiskEvent['type'], data: Record<string, unknown>) => ({ type, data });
const severity = fc.integer({ min: 1, max: 5 });
const other = fc.integer({ min: 50, max: 52 }).map(id);
const linked = { evidenceIds: [id(9)], confidencePct: 80 };
const tier = fc.constantFrom(...riskTiers);
const proposalNo = fc.integer({ min: 1, max: 3 });

const happening = {
  customer: fc.oneof(
    fc.constant(told('TransactionObserved', {})),
    fc.nat(99).map((n) => told('ReturnObserved', { returnId: `R${n}`, source: 'SHOP' })),
    fc
      .record({
        creditId: fc.constantFrom('P1', 'P2'),
        kind: fc.constantFrom(...creditKinds),
        severity,
      })
      .map((data) => told('CreditObserved', { ...data, source: 'BANK' })),
    fc
      .record({ spotId: fc.nat(99).map(id), kind: fc.constantFrom(...brightSpotKinds) })
      .map((data) => told('BrightSpotRecorded', { ...data, evidenceId: id(8) })),
    fc.record({ otherId: other }).map((data) => told('IdentityLinked', { ...data, ...linked })),
    fc.record({ otherId: other }).map((data) => told('IdentityUnlinked', data)),
    fc.constant(told('ReviewObserved', { rating: 1 })),
  ),
  incident: fc.oneof(
    severity.map((each) => told('ConductIncidentConfirmed', { identityId: id(1), severity: each })),
    fc.constant(told('ConductIncidentRejected', { identityId: id(1) })),
  ),
  resolution: fc
    .record({
      round: fc.integer({ min: 1, max: 2 }),
      outcome: fc.constantFrom('UPHELD', 'PARTLY_UPHELD', 'NOT_UPHELD_HONEST'),
    })
    .map((data) => told('FinalResponseIssued', data)),
  tier: fc
    .record({ from: tier, to: tier, proposalNo, type: fc.constantFrom(...tierTypes()) })
    .map(({ type, ...data }) => told(type, { ...data, tier: data.to, asOf: '2026-01-01' })),
};

function tierTypes() {
  return [
    'RiskScored',
    'TierRaised',
    'TierProposed',
    'TierConfirmed',
    'TierDeclined',
    'TierLowered',
  ] as const;
}

const recordedFirst = fc
  .record({ factor: fc.constantFrom(...incidentFactors), severity })
  .map((data) =>
    told('ConductIncidentRecorded', {
      ...{ ...data, identityId: id(1), class: 'BEHAVIOUR', evidenceIds: [id(8)], reporterId: 'a' },
    }),
  );

/** A stream: events in the order of its versions, of any number. */
function stream(
  category: RiskCircumstances['category'],
  streamId: string,
  events: fc.Arbitrary<readonly ReturnType<typeof told>[]>,
) {
  return events.map((list) => list.map((each) => ({ ...each, category, streamId })));
}

const several = <Of>(each: fc.Arbitrary<Of>, maxLength = 8) => fc.array(each, { maxLength });
const begun = <Of>(first: fc.Arbitrary<Of>, rest: fc.Arbitrary<Of>) =>
  fc.tuple(first, several(rest, 3)).map(([head, tail]) => [head, ...tail]);
const registered = fc.constant(told('CustomerRegistered', { partyType: 'PERSON' }));

const streams = fc.tuple(
  stream('customer', id(1), begun(registered, happening.customer)),
  stream('incident', id(30), begun(recordedFirst, happening.incident)),
  stream('incident', id(20), begun(recordedFirst, happening.incident)),
  stream('resolution', id(1), several(happening.resolution, 4)),
  stream('tier', id(1), several(happening.tier)),
);

/**
 * A history: the streams in one order of recording. Things occur up to 20 minutes before they are
 * recorded, but purchases and returns in the order in which their system reports them.
 */
const history: fc.Arbitrary<readonly Told[]> = fc
  .tuple(streams, fc.infiniteStream(fc.nat(20)), fc.infiniteStream(fc.nat(99)))
  .map(([all, delays, choices]) =>
    interleave(all, choices).map(({ category, streamId, type, data }, index) => {
      const isShop = type === 'TransactionObserved' || type === 'ReturnObserved';
      const delay = isShop ? 0 : (delays.next().value as number);
      const event = { type, data, occurredAt: minute(index - delay) } as RiskEvent;
      const recordedAt = minute(index);
      return { event, circumstances: { category, streamId, origin: 'LIVE', recordedAt } };
    }),
  );

/** One sequence of several, each kept in its order. */
function interleave<Of>(lists: readonly (readonly Of[])[], choices: Iterator<number>): Of[] {
  const left = lists.map((list) => [...list]).filter((list) => list.length > 0);
  const order: Of[] = [];
  while (left.length > 0) {
    const index = (choices.next().value as number) % left.length;
    const next = left[index]?.shift();
    if (next !== undefined) order.push(next);
    if (left[index]?.length === 0) left.splice(index, 1);
  }
  return order;
}

/** The same events, shuffled between streams; within a stream their order stays. */
function shuffled(records: readonly Told[], choices: Iterator<number>): Told[] {
  const byStream = new Map<string, Told[]>();
  for (const record of records) {
    const { category, streamId } = record.circumstances;
    const key = `${category} ${streamId}`;
    byStream.set(key, [...(byStream.get(key) ?? []), record]);
  }
  return interleave([...byStream.values()], choices);
}

function fold(records: readonly Told[]): IdentityFacts {
  return records.reduce(
    (facts, { event, circumstances }) => foldFacts(facts, event, circumstances),
    initialFacts,
  );
}

/** All that a score, a tier or a join can see of facts. */
function seen(facts: IdentityFacts) {
  const question = ask(facts, { date: '2026-01-02' });
  return {
    score: scoreAt(question),
    links: presentLinks(facts),
    tier: tierOf(facts.tier),
    proposal: openProposal(facts.tier),
  };
}

describe('laws of the facts', () => {
  it('how streams were interleaved does not matter', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat(99)), (records, choices) => {
        expect(fold(shuffled(records, choices))).toEqual(fold(records));
      }),
      { numRuns: 200 },
    );
  });

  it.each<[TimeAxis, (record: Told) => Timestamp]>([
    ['recorded', ({ circumstances }) => circumstances.recordedAt],
    ['occurred', ({ event }) => event.occurredAt],
  ])('as of a time on the axis %s they are those of the events up to then', (axis, timeOf) => {
    fc.assert(
      fc.property(history, fc.integer({ min: -20, max: 40 }), (records, cut) => {
        const at = minute(cut);
        const then = records.filter((record) => timeOf(record) <= at);
        expect(seen(factsAsOf(fold(records), at, axis))).toEqual(seen(fold(then)));
      }),
      { numRuns: 300 },
    );
  });

  it('the declared fields are all that the fold reads', () => {
    const fieldsOf = new Map(riskReads.map(({ definition, fields }) => [definition.type, fields]));
    const declared = ({ event, circumstances }: Told): Told[] => {
      const fields = fieldsOf.get(event.type);
      if (fields === undefined) return [];
      const data = Object.entries(event.data).filter(([field]) => fields.includes(field));
      const read = { ...event, data: Object.fromEntries(data) } as RiskEvent;
      return [{ event: read, circumstances }];
    };
    fc.assert(
      fc.property(history, (records) => {
        expect(fold(records.flatMap(declared))).toEqual(fold(records));
      }),
      { numRuns: 100 },
    );
  });

  it('are plain JSON', () => {
    fc.assert(
      fc.property(history, (records) => {
        const facts = fold(records);
        expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
      }),
      { numRuns: 50 },
    );
  });
});
