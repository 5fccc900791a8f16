import { brightSpotKinds, incidentFactors } from '@redress/contracts';
import fc from 'fast-check';
import { somebody } from '../facts/facts.setup.js';
import { foldFacts } from '../facts/fold-facts.js';
import { type IdentityFacts, initialFacts } from '../facts/identity-facts.js';
import type { RiskCircumstances, RiskEvent } from '../facts/risk-event.js';
import { ask, brightSpots, confirmed, customer, daysAgo, id, inDays } from './risk-story.setup.js';
import { scoreAt } from './score.policy.js';

/** Anybody, with any past. */
const anybody = fc.infiniteStream(fc.nat(99_999)).map(somebody);

const severity = fc.integer({ min: 1, max: 5 });
const factor = fc.constantFrom(...incidentFactors);
const age = fc.nat(500);
const brightSpot = fc
  .tuple(fc.constantFrom(...brightSpotKinds), age)
  .map(([kind, days]) => brightSpots(kind, 1, days));

const pts = (...members: readonly IdentityFacts[]) => scoreAt(ask(members)).scorePts;

/** Whatever an honest complaint brings about, from its receipt to its end. */
const ofAComplaint: fc.Arbitrary<readonly [RiskCircumstances['category'], string, object]> =
  fc.oneof(
    fc.constantFrom(
      ['complaint', 'ComplaintReceived', { customerId: id(1) }] as const,
      ['complaint', 'ComplainantThanked', {}] as const,
      ['complaint', 'ContactLogged', { emotionStart: 5 }] as const,
      ['complaint', 'WithdrawalRequested', {}] as const,
      ['complaint', 'Referred', { body: 'OMBUDSMAN' }] as const,
      [
        'complaint',
        'ComplainantLinked',
        { customerId: id(1), evidenceIds: [], confidencePct: 9 },
      ] as const,
      ['investigation' as 'complaint', 'ComplaintClassified', { severity: 'S1' }] as const,
      ['investigation' as 'complaint', 'FindingRecorded', {}] as const,
      ['resolution', 'ResolutionRejected', { round: 1 }] as const,
      ['closure' as 'resolution', 'SurveyAnswered', { csat: 1 }] as const,
    ),
    fc
      .record({
        round: fc.integer({ min: 1, max: 3 }),
        outcome: fc.constantFrom(
          'UPHELD',
          'PARTLY_UPHELD',
          'NOT_UPHELD_HONEST',
          'NOT_UPHELD_ABUSIVE',
        ),
      })
      .map((data) => ['resolution', 'FinalResponseIssued', data] as const),
  );

describe('laws of the score', () => {
  it('B9: a complaint, upheld or not, never adds risk', () => {
    fc.assert(
      fc.property(anybody, fc.array(ofAComplaint, { maxLength: 12 }), (facts, story) => {
        const complaint = story.reduce((known, [category, type, data], index) => {
          const { occurredAt, recordedAt } = daysAgo(12 - index);
          const event = { type, data, occurredAt } as RiskEvent;
          const origin = 'LIVE' as const;
          return foldFacts(known, event, { category, origin, recordedAt, streamId: id(77) });
        }, initialFacts);
        expect(pts(facts, complaint)).toBeLessThanOrEqual(pts(facts));
      }),
      { numRuns: 60 },
    );
  });

  it('A24: a further bright spot never raises it', () => {
    fc.assert(
      fc.property(anybody, brightSpot, (facts, spots) => {
        const brighter = { ...facts, brightSpots: [...facts.brightSpots, ...spots] };
        expect(pts(brighter)).toBeLessThanOrEqual(pts(facts));
      }),
      { numRuns: 60 },
    );
  });

  it('a further confirmed incident never lowers it, nor does a graver one', () => {
    fc.assert(
      fc.property(anybody, factor, severity, age, (facts, code, grave, days) => {
        const plus = (each: number) => ({
          ...facts,
          incidents: [...facts.incidents, confirmed(code, each, days)],
        });
        expect(pts(plus(grave))).toBeGreaterThanOrEqual(pts(facts));
        expect(pts(plus(5))).toBeGreaterThanOrEqual(pts(plus(grave)));
      }),
      { numRuns: 60 },
    );
  });

  it('is whole and within 0 and 100 points, and never below what stands for danger', () => {
    fc.assert(
      fc.property(anybody, anybody, (one, other) => {
        const { scorePts, safetyPts } = scoreAt(ask([one, other]));
        expect(Number.isSafeInteger(scorePts)).toBe(true);
        expect(scorePts).toBeGreaterThanOrEqual(Math.min(safetyPts, 100_000));
        expect(scorePts).toBeLessThanOrEqual(100_000);
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of facts or of linked identities', () => {
    fc.assert(
      fc.property(anybody, anybody, (one, other) => {
        const { incidents, brightSpots, creditFacts } = one;
        const turned = {
          ...one,
          incidents: [...incidents].reverse(),
          brightSpots: [...brightSpots].reverse(),
          creditFacts: [...creditFacts].reverse(),
        };
        expect(pts(other, turned)).toBe(pts(one, other));
      }),
      { numRuns: 60 },
    );
  });

  it('is the same whether facts lie under one identity or under several that are linked', () => {
    // Return rates apart: each identity is compared with its peers by itself.
    fc.assert(
      fc.property(anybody, fc.infiniteStream(fc.boolean()), (facts, sides) => {
        const whole = { ...facts, returns: [] };
        const here = <Fact>(list: readonly Fact[]) => {
          const isLeft = list.map(() => sides.next().value === true);
          const left = list.filter((_, index) => isLeft[index]);
          return [left, list.filter((_, index) => !isLeft[index])] as const;
        };
        const [incidents, otherIncidents] = here(whole.incidents);
        const [brightSpots, otherSpots] = here(whole.brightSpots);
        const one = { ...whole, incidents, brightSpots };
        const other = {
          ...{ ...customer, registered: daysAgo(0) },
          ...{ incidents: otherIncidents, brightSpots: otherSpots },
        };
        expect(pts(one, other)).toBe(pts(whole));
      }),
      { numRuns: 60 },
    );
  });

  it('adds up: contributions to factors, factors and credits to the score', () => {
    fc.assert(
      fc.property(anybody, fc.nat(900), (facts, days) => {
        const score = scoreAt(ask(facts, { date: inDays(days) }));
        const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
        for (const { of, summedMilli, capMilli, countedMilli } of score.factors) {
          const own = score.contributions.filter((each) => each.of === of);
          expect(sum(own.map(({ millipoints }) => millipoints))).toBe(summedMilli);
          expect(countedMilli).toBe(Math.min(summedMilli, capMilli));
        }
        const charged = sum(score.factors.map(({ countedMilli }) => countedMilli));
        const credited = sum(score.creditKinds.map(({ countedMilli }) => countedMilli));
        const net = charged - Math.min(credited, score.creditsCapMilli);
        expect(score.scorePts).toBe(Math.min(100_000, Math.max(net, score.safetyPts, 0)));
      }),
      { numRuns: 60 },
    );
  });
});
