import fc from 'fast-check';
import { assess } from './assessment.policy.js';
import { somebody } from '../facts/facts.setup.js';
import type { IdentityFacts, IncidentFact } from '../facts/identity-facts.js';
import {
  ask,
  brightSpots,
  confirmed,
  customer,
  daysAgo,
  inDays,
  rejected,
  reported,
  returnOfSeverity,
  withIncidents,
} from './risk-story.setup.js';
import { scoreAt } from './score.policy.js';

/** Anybody, with any past. */
const anybody = fc.infiniteStream(fc.nat(99_999)).map(somebody);

const support = (...incidents: IncidentFact[]) => assess(ask(withIncidents(...incidents))).support;

describe('what supports a rise', () => {
  it('incidents that weigh, by how many people, and how grave', () => {
    const one = confirmed('B1', 3, 5);
    const same = { ...confirmed('Q1', 2, 5), reporterId: one.reporterId };
    expect(support(one, same)).toEqual({ incidents: 2, reporters: 1, topSeverity: 3 });
    expect(support(one, confirmed('B5', 1, 5))).toMatchObject({ incidents: 2, reporters: 2 });
  });

  it('a report counts, but how grave it is only once it is confirmed', () => {
    expect(support(reported('B1', 5, 3))).toEqual({ incidents: 1, reporters: 1, topSeverity: 0 });
    expect(support(reported('B1', 5, 14))).toMatchObject({ incidents: 0 });
  });

  it('a threat that was reported is as grave as it was reported', () => {
    expect(support(reported('B2', 5, 3))).toMatchObject({ topSeverity: 5 });
  });

  it('fraud that is only alleged, and anything rejected, supports nothing', () => {
    const none = { incidents: 0, reporters: 0, topSeverity: 0 };
    expect(support(reported('B4', 5, 3))).toEqual(none);
    expect(support(reported('B3', 5, 3), reported('E2', 5, 3))).toEqual(none);
    expect(support(rejected(confirmed('B2', 5, 3)))).toEqual(none);
  });

  it('returns and payments are no incidents and have no reporter', () => {
    const facts = { ...customer, returns: [returnOfSeverity(5, 3)] };
    expect(assess(ask(facts))).toMatchObject({ scorePts: 19_543, support: { incidents: 0 } });
  });

  it('counts the incidents that were ever confirmed, so that a further one can be told', () => {
    const count = (...incidents: IncidentFact[]) =>
      assess(ask(withIncidents(...incidents))).confirmedFacts;
    expect(count(reported('B1', 3, 3))).toBe(0);
    expect(count(confirmed('B1', 3, 3), reported('B1', 3, 3))).toBe(1);
    expect(count(rejected(confirmed('B1', 3, 3)), confirmed('B1', 3, 3))).toBe(2);
  });
});

describe('the floor', () => {
  const floor = (...incidents: IncidentFact[]) => {
    const { floorHolds, floorUntil } = assess(ask(withIncidents(...incidents)));
    return [floorHolds, floorUntil];
  };

  it('is held by grave danger for 90 days', () => {
    expect(floor(confirmed('B2', 4, 0))).toEqual([true, inDays(90)]);
    expect(floor(confirmed('B4', 5, 89))).toEqual([true, inDays(1)]);
    expect(floor(confirmed('B2', 4, 90))).toEqual([false, null]);
    expect(floor(confirmed('B2', 4, 50), confirmed('B4', 4, 20))).toEqual([true, inDays(70)]);
  });

  it('is not held by what is milder, something else, rejected, or alleged fraud', () => {
    expect(floor(confirmed('B2', 3, 0), confirmed('B1', 5, 0))).toEqual([false, null]);
    expect(floor(rejected(confirmed('B2', 5, 0)), reported('B4', 5, 0))).toEqual([false, null]);
  });

  it('is held by a reported threat until the report expires', () => {
    expect(floor(reported('B2', 4, 4))).toEqual([true, inDays(10)]);
    const late = { ...reported('B2', 4, 85), recordedAt: daysAgo(1).recordedAt };
    expect(floor(late)).toEqual([true, inDays(5)]);
  });
});

describe('D12: the day on which a tier falls', () => {
  const falls = (facts: IdentityFacts, days = 0) =>
    assess(ask(facts, { date: inDays(days) })).fallsOn;

  it('is today where the score has been low for 14 days', () => {
    expect(falls(customer)).toEqual({ T1: inDays(0), T2: inDays(0), T3: inDays(0), T4: inDays(0) });
  });

  it('is the last of 14 days below the entry less 5 points', () => {
    // 26 x 2^(-d/180) is below 25 from day 11 on, and below 10 from day 249 on.
    const facts = withIncidents(confirmed('B1', 5, 0));
    expect(falls(facts)).toMatchObject({ T1: inDays(249 + 13), T2: inDays(11 + 13) });
    // The days before count too, so the date stays when it is asked later.
    expect(falls(facts, 20)).toMatchObject({ T2: inDays(24) });
    expect(falls(facts, 24)).toMatchObject({ T2: inDays(24) });
    expect(falls(facts, 30)).toMatchObject({ T2: inDays(30) });
  });

  it('a rejected incident holds nobody up: the days before are looked at anew', () => {
    expect(falls(withIncidents(confirmed('B3', 5, 20)))).not.toMatchObject({ T2: inDays(0) });
    expect(falls(withIncidents(rejected(confirmed('B3', 5, 20))))).toMatchObject({ T2: inDays(0) });
  });

  it('credits that fade faster than what they stand against let the score rise again', () => {
    const facts = {
      ...withIncidents(confirmed('B3', 5, 0)),
      brightSpots: [
        ...brightSpots('PRAISE', 3),
        ...brightSpots('COURTESY', 5),
        ...brightSpots('PROPER_CHANNEL', 4),
      ],
    };
    const at = (days: number) => scoreAt(ask(facts, { date: inDays(days) })).scorePts;
    expect([at(0), at(180)]).toEqual([13_000, 14_918]);
    // 40 x 2^(-d/365) - 27 x 2^(-d/180) is below 10 from day 609 on; each of twelve credits is rounded down.
    expect([at(609) >= 10_000, at(610) < 10_000]).toEqual([true, true]);
    expect(falls(facts).T1).toBe(inDays(610 + 13));
  });

  it('is not before the floor is gone for the tier of the floor; a higher one may fall to it', () => {
    const facts = { ...withIncidents(confirmed('B2', 4, 0)) };
    expect(falls(facts)).toMatchObject({ T2: inDays(248 + 13), T3: inDays(90), T4: inDays(0) });
  });

  it('is unknown where it is not within five years', () => {
    const incidents = Array.from({ length: 9 }, () => confirmed('B4', 5, 0));
    const parameters = ask(customer).parameters;
    const slow = parameters.factors.map((each) => ({ ...each, halfLifeDays: 3_650 }));
    const question = ask(withIncidents(...incidents), {
      parameters: { ...parameters, factors: slow },
    });
    expect(assess(question).fallsOn).toMatchObject({ T1: null, T2: null });
  });

  it('is what a day-by-day search with the score finds', () => {
    fc.assert(
      fc.property(anybody, (facts) => {
        const question = ask(facts);
        const { fallsOn } = assess(question);
        const limits = { T1: 10_000, T2: 25_000, T4: 65_000 };
        const score: number[] = [];
        for (let day = -13; day <= 250; day++) {
          score.push(scoreAt({ ...question, date: inDays(day) }).scorePts);
        }
        for (const tier of ['T1', 'T2', 'T4'] as const) {
          const isLow = (index: number) =>
            score.slice(index - 13, index + 1).every((each) => each < limits[tier]);
          const found = score.findIndex((_, index) => index >= 13 && isLow(index));
          const expected = found < 0 ? null : inDays(found - 13);
          if (expected !== null) expect(fallsOn[tier]).toBe(expected);
          else expect(fallsOn[tier] === null || fallsOn[tier] > inDays(250)).toBe(true);
        }
      }),
      { numRuns: 10 },
    );
  });
});
