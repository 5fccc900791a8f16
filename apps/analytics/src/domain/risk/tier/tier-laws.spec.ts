import type { RiskTier, TierEvent } from '@redress/contracts';
import { fold, type Recorded, timer } from '@redress/kernel';
import fc from 'fast-check';
import { evaluateTier } from './tier-evaluation.policy.js';
import type { RiskAssessment, TierCommand } from './tier-command.js';
import { rankOf } from './tier-order.js';
import { settle } from './tier-settlement.policy.js';
import { evolveAll, initialTier } from './tier-state.js';
import { tierDecider } from './tier.decider.js';
import {
  at,
  compliance,
  confirm,
  date,
  decay,
  decline,
  evaluationOn,
  fact,
  reporter,
  review,
  stateOf,
} from './tier-story.setup.js';

const pts = fc.integer({ min: 0, max: 100 }).map((points) => points * 1_000);
const someDate = fc.option(fc.integer({ min: 0, max: 90 }).map(date));

const seen: fc.Arbitrary<Partial<RiskAssessment>> = fc.record({
  scorePts: pts,
  safetyPts: pts,
  support: fc.record({
    incidents: fc.nat(3),
    reporters: fc.nat(3),
    topSeverity: fc.nat(5),
  }),
  floorHolds: fc.boolean(),
  floorUntil: someDate,
  fallsOn: fc.record({ T1: someDate, T2: someDate, T3: someDate, T4: someDate }),
  confirmedFacts: fc.nat(5),
});

/** One step: what is asked, as a function of the day and the hour. */
type Step = (days: number, hours: number) => TierCommand;

const people = fc.constantFrom(compliance, reporter, timer);

const evaluated: fc.Arbitrary<Step> = fc.tuple(seen, fc.boolean()).map(
  ([what, known]) =>
    (days, hours) =>
      (known ? fact : decay)(days, what, hours),
);

const ruled: fc.Arbitrary<Step> = fc.tuple(fc.constantFrom(confirm, confirm, decline), people).map(
  ([rule, actor]) =>
    (days) =>
      rule(days, actor),
);

const reviewed: fc.Arbitrary<Step> = fc
  .tuple(
    fc.constantFrom('KEEP' as const, 'LOWER' as const),
    people,
    fc.constantFrom<RiskTier>('T0', 'T1', 'T1', 'T2', 'T2', 'T3'),
  )
  .map(
    ([outcome, actor, tier]) =>
      (days) =>
        review(days, outcome, actor, tier),
  );

const step = fc.oneof(
  { weight: 4, arbitrary: evaluated },
  { weight: 2, arbitrary: ruled },
  { weight: 1, arbitrary: reviewed },
);

/** Hours between the steps: minutes to weeks. */
const gap = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 300 }));
const story = fc.array(fc.tuple(gap, step), { maxLength: 25 });

/** What happens when a story is told; steps that are refused change nothing. */
function tell(steps: readonly (readonly [number, Step])[], settling = true) {
  const events: Recorded<TierEvent>[] = [];
  let hours = 0;
  for (const [pause, make] of steps) {
    hours += pause;
    const command = make(Math.floor(hours / 24), hours % 24);
    const { actor, now } = command.meta;
    const due = settling ? settle(fold(tierDecider, events), now) : [];
    events.push(...due.map((event) => ({ ...event, actor: timer })));
    const decision = tierDecider.decide(command, fold(tierDecider, events));
    if (decision.ok) events.push(...decision.events.map((event) => ({ ...event, actor })));
  }
  return events;
}

function holds(law: (events: readonly Recorded<TierEvent>[]) => void) {
  fc.assert(
    fc.property(story, fc.boolean(), (steps, settling) => law(tell(steps, settling))),
    { numRuns: 150 },
  );
}

describe('laws of the tier', () => {
  it('the stories of these laws reach every kind of event', () => {
    const seenTypes = new Set<string>();
    for (const steps of fc.sample(story, { numRuns: 300, seed: 7 })) {
      for (const { type } of tell(steps)) seenTypes.add(type);
    }
    expect([...seenTypes].sort()).toEqual([
      ...['RiskScored', 'TierConfirmed', 'TierDeclined', 'TierLapsed', 'TierLowered'],
      ...['TierProposalWithdrawn', 'TierProposed', 'TierRaised', 'TierReviewed'],
    ]);
  });

  it('at most one proposal is open, and each ends in one way', () => {
    holds((events) => {
      const open = new Set<number>();
      let last = 0;
      for (const { type, data } of events) {
        if (type === 'TierProposed') {
          last += 1;
          expect(data.proposalNo).toBe(last);
          open.add(last);
        }
        if (type !== 'TierProposed' && 'proposalNo' in data) {
          expect(open.delete(data.proposalNo)).toBe(true);
        }
        expect(open.size).toBeLessThanOrEqual(1);
      }
    });
  });

  it('the tier is the fold of its steps, each from where the one before led', () => {
    holds((events) => {
      let tier: RiskTier = 'T0';
      for (const { type, data } of events) {
        if (type === 'TierRaised' || type === 'TierConfirmed' || type === 'TierLowered') {
          expect(data.from).toBe(tier);
          tier = data.to;
        }
        if (type === 'RiskScored' || type === 'TierReviewed') expect(data.tier).toBe(tier);
      }
      expect(stateOf(events).tier).toBe(tier);
    });
  });

  it('A8 T3 and T4 are reached only by the word of a person who reported nothing', () => {
    holds((events) => {
      let state = initialTier;
      for (const event of events) {
        const { tier } = state;
        state = tierDecider.evolve(state, event);
        if (rankOf(state.tier) > rankOf(tier) && rankOf(state.tier) >= 3) {
          expect(event).toMatchObject({ type: 'TierConfirmed', actor: compliance });
        }
      }
    });
  });

  it('time alone raises nothing and proposes nothing, from wherever it begins', () => {
    const waits = fc.array(fc.tuple(seen, fc.nat(60)), { maxLength: 10 });
    fc.assert(
      fc.property(story, waits, (steps, looks) => {
        let state = stateOf(tell(steps));
        let days = 300;
        for (const [what, wait] of looks) {
          days += wait;
          const now = at(days, 9);
          const due = settle(state, now);
          const settled = evolveAll(state, due);
          const events = evaluateTier(settled, evaluationOn(days, what, 'DECAY'), now);
          const types = [...due, ...events].map(({ type }) => type);
          expect(types).not.toContain('TierRaised');
          expect(types).not.toContain('TierProposed');
          const after = evolveAll(settled, events);
          expect(rankOf(after.tier)).toBeLessThanOrEqual(rankOf(state.tier));
          state = after;
        }
      }),
      { numRuns: 120 },
    );
  });

  it('points raise once a local day and by one; falls are by one and come once a local day', () => {
    holds((events) => {
      const rises: string[] = [];
      const falls: string[] = [];
      for (const event of events) {
        if (event.type === 'TierRaised' && event.data.cause === 'SCORE') {
          expect(rankOf(event.data.to)).toBe(rankOf(event.data.from) + 1);
          expect(rises).not.toContain(event.data.asOf);
        }
        if (event.type === 'TierRaised' || event.type === 'TierProposed') {
          rises.push(event.data.asOf);
        }
        if (event.type !== 'TierLowered') continue;
        expect(rankOf(event.data.to)).toBe(rankOf(event.data.from) - 1);
        const day = at(Math.floor((Date.parse(event.occurredAt) - Date.parse(at(0))) / 86_400_000));
        if (event.data.cause === 'DECAY') expect(falls).not.toContain(day);
        falls.push(day);
      }
    });
  });

  it('what was evaluated is not evaluated again to anything else at the same time', () => {
    fc.assert(
      fc.property(story, seen, (steps, what) => {
        const decayed = evaluationOn(400, what, 'DECAY');
        const now = at(400, 9);
        const settled = evolveAll(stateOf(tell(steps)), settle(stateOf(tell(steps)), now));
        const once = evolveAll(settled, evaluateTier(settled, decayed, now));
        expect(evaluateTier(once, decayed, now)).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  it('settling in one go is settling in steps, in the order of time, and settling twice is once', () => {
    const stops = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 6 });
    fc.assert(
      fc.property(story, stops, (steps, days) => {
        const state = stateOf(tell(steps));
        const end = at(400);
        const atOnce = settle(state, end);
        const inSteps: TierEvent[] = [];
        for (const now of [...days.sort((a, b) => a - b).map((day) => at(day)), end]) {
          inSteps.push(...settle(evolveAll(state, inSteps), now));
        }
        expect(inSteps).toEqual(atOnce);
        const instants = atOnce.map(({ occurredAt }) => occurredAt);
        expect(instants).toEqual([...instants].sort());
        expect(settle(evolveAll(state, atOnce), end)).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  it('nothing is due before the earliest deadline, and something is at it', () => {
    holds((events) => {
      const state = stateOf(events);
      const [dueAt] = (tierDecider.deadlines?.(state) ?? []).map((each) => each.dueAt).sort();
      if (!dueAt) return expect(settle(state, at(10_000))).toEqual([]);
      expect(settle(state, dueAt)[0]?.occurredAt).toBe(dueAt);
      const before = new Date(Date.parse(dueAt) - 1).toISOString();
      expect(settle(state, before)).toEqual([]);
    });
  });

  it('the next change lies in a day that has not begun', () => {
    holds((events) => {
      for (const { type, data, occurredAt } of events) {
        if (type === 'RiskScored' && data.nextChangeAt) {
          expect(data.nextChangeAt > occurredAt).toBe(true);
        }
      }
    });
  });
});

describe('initial state', () => {
  it('is T0 with nothing due', () => {
    expect(tierDecider.deadlines?.(initialTier)).toEqual([]);
    expect(settle(initialTier, at(10_000))).toEqual([]);
  });
});
