import type { IncidentFactor, RiskCreditKind } from '@redress/contracts';
import {
  customer as plain,
  ask,
  baseline,
  brightSpots,
  confirmed,
  daysAgo,
  inDays,
  rejected,
  reported,
  returnOfSeverity,
  today,
  upheld,
  withIncidents,
} from './risk-story.setup.js';
import type { IdentityFacts } from '../facts/identity-facts.js';
import { riskPolicyV1 } from '../policy/risk-parameters.policy.js';
import { scoreAt } from './score.policy.js';

/** Points as people read them, to one decimal. */
const points = (facts: IdentityFacts | readonly IdentityFacts[], days = 0): string =>
  (scoreAt(ask(facts, { date: inDays(days) })).scorePts / 1_000).toFixed(1);

/** A customer for fifteen years who never gave anything but joy. */
const allCredits: Partial<IdentityFacts> = {
  registered: daysAgo(15 * 366),
  brightSpots: [
    ...brightSpots('PRAISE', 5),
    ...brightSpots('COURTESY', 6),
    ...brightSpots('PROPER_CHANNEL', 5),
    ...brightSpots('SETTLEMENT_HONOURED', 3),
    ...brightSpots('USEFUL_SUGGESTION', 4),
  ],
  responses: [upheld(0, 1), upheld(0, 2), upheld(0, 3), upheld(0, 4)],
};

describe('A38 D10: score v1, the golden vectors', () => {
  const threeVerbal = withIncidents(
    ...[3, 25, 55].map((days) => confirmed('B1', 3, days)),
    confirmed('B6', 2, 10),
  );
  const threat = withIncidents(confirmed('B2', 5, 1), confirmed('B1', 4, 1));

  it('one mild verbal attack and one upheld complaint -> 0', () => {
    const facts = { ...withIncidents(confirmed('B1', 1, 5)), responses: [upheld(5)] };
    expect(points(facts)).toBe('0.0');
  });

  it('B9: four dissatisfied complainants, three of them right -> 0', () => {
    expect(points({ ...plain, responses: [upheld(5, 1), upheld(6, 2), upheld(7, 3)] })).toBe('0.0');
  });

  it('two demands and a high return rate -> 17.6', () => {
    const demands = withIncidents(confirmed('B5', 2, 10), confirmed('B5', 2, 40));
    expect(points({ ...demands, returns: [returnOfSeverity(2, 15)] })).toBe('17.6');
  });

  it('four repeats on a closed matter and a flood of messages -> 22.8', () => {
    const repeats = [2, 6, 12, 20].map((days) => confirmed('Q1', 2, days));
    expect(points(withIncidents(...repeats, confirmed('Q2', 3, 3)))).toBe('22.8');
  });

  it('three verbal attacks, capped, and non-cooperation -> 33.8', () => {
    expect(points(threeVerbal)).toBe('33.8');
  });

  it('the same 180 days later -> 20.3', () => {
    expect(points(threeVerbal, 180)).toBe('20.3');
  });

  it('fraud and a high return rate -> 60.6', () => {
    const fraud = withIncidents(confirmed('B4', 4, 10));
    // 50 x 2^(-10/730) + 12 x 2^(-10/90) = 49.527 + 11.110
    expect(points({ ...fraud, returns: [returnOfSeverity(3, 10)] })).toBe('60.6');
  });

  it('a threat and a verbal attack -> 69.8, and 49.9 with all credits: danger is not bought off', () => {
    expect(points(threat)).toBe('69.8');
    expect(points({ ...threat, ...allCredits })).toBe('49.9');
  });

  it('malice, extortion, returns and repeats -> 77.8', () => {
    const facts = withIncidents(
      confirmed('B3', 4, 20),
      confirmed('E2', 3, 30),
      confirmed('Q1', 3, 5),
      confirmed('Q1', 3, 9),
    );
    expect(points({ ...facts, returns: [returnOfSeverity(5, 10)] })).toBe('77.8');
  });
});

describe('A27: each factor', () => {
  const rules = riskPolicyV1.factors.filter(({ factor }) => factor !== 'T1' && factor !== 'T2');

  it.each(rules.map((rule) => [rule.factor, rule] as const))(
    '%s weighs by severity, halves in its half-life and is capped',
    (factor, { pts, capPts, halfLifeDays }) => {
      const code = factor as IncidentFactor;
      for (const [index, expected] of pts.entries()) {
        const facts = withIncidents(confirmed(code, index + 1, 0));
        expect(points(facts)).toBe(expected.toFixed(1));
        expect(points(facts, halfLifeDays)).toBe((expected / 2).toFixed(1));
      }
      const many = Array.from({ length: 12 }, () => confirmed(code, 5, 0));
      expect(points(withIncidents(...many))).toBe(capPts.toFixed(1));
    },
  );

  it.each([
    ['B1', '10.0'],
    ['B2', '20.0'],
    ['B3', '0.0'],
    ['B4', '0.0'],
    ['B5', '6.0'],
    ['B6', '4.0'],
    ['Q1', '4.5'],
    ['Q2', '3.0'],
    ['Q3', '2.5'],
    ['E2', '0.0'],
  ] as const)('%s of severity 4, reported only, weighs %s', (factor, expected) => {
    expect(points(withIncidents(reported(factor, 4, 0)))).toBe(expected);
  });

  it('a report that nobody reviews counts for 14 days from when we heard of it', () => {
    const late = { ...reported('B1', 5, 100), recordedAt: daysAgo(13).recordedAt };
    expect(Number(points(withIncidents(late)))).toBeGreaterThan(0);
    expect(points(withIncidents(late), 1)).toBe('0.0');
  });

  it('counts as grave as the adjudicator found it, and a rejected one never', () => {
    const incident = reported('B1', 5, 0);
    const milder = { kind: 'CONFIRMED' as const, severity: 1, ...daysAgo(0) };
    expect(points(withIncidents({ ...incident, verdicts: [milder] }))).toBe('4.0');
    expect(points(withIncidents(rejected(incident)))).toBe('0.0');
    expect(points(withIncidents(rejected(confirmed('B1', 5, 0))))).toBe('0.0');
  });

  it('floors each contribution to the millipoint and loses nothing else', () => {
    // 4 x 2^(-1/180): 996,157 parts per million are left, 3.984628 points.
    const score = scoreAt(ask(withIncidents(confirmed('B1', 1, 1), confirmed('B1', 1, 1))));
    expect(score.contributions.map(({ millipoints }) => millipoints)).toEqual([3_984, 3_984]);
    expect(score.scorePts).toBe(7_968);
  });

  it('does not see what happens after its day', () => {
    expect(points(withIncidents(confirmed('B1', 5, -1)))).toBe('0.0');
    expect(points(withIncidents(confirmed('B1', 5, -1)), 1)).toBe('26.0');
  });

  it('takes the days of the zone: the same instant may be yesterday elsewhere', () => {
    const facts = withIncidents({
      ...confirmed('B1', 1, 0),
      occurredAt: '2026-02-28T16:30:00.000Z',
    });
    expect(scoreAt(ask(facts)).contributions[0]?.ageDays).toBe(0);
    expect(scoreAt(ask(facts, { zone: 'UTC' })).contributions[0]?.ageDays).toBe(1);
  });
});

describe('D7: the return rate', () => {
  const rate = (ordersThen: number, returnsThen: number, days = 0) => ({
    ...plain,
    returns: [{ returnId: 'R', source: 'SHOP', ordersThen, returnsThen, ...daysAgo(days) }],
  });

  it.each([
    [1, '4.0'],
    [2, '8.0'],
    [3, '12.0'],
    [4, '16.0'],
    [5, '20.0'],
  ] as const)('severity %p weighs %s and fades', (severity, expected) => {
    const facts = { ...plain, returns: [returnOfSeverity(severity, 0)] };
    expect(points(facts)).toBe(expected);
    expect(points(facts, 90)).toBe((Number(expected) / 2).toFixed(1));
  });

  it.each([
    // z = rate / 74.13: 148.26 is two of them, so 148 thousandths are not enough.
    [1_000, 148, '0.0'],
    [1_000, 149, '4.0'],
    [4, 4, '0.0'],
    [5, 5, '20.0'],
  ])('%p orders and %p returns weigh %s', (orders, returns, expected) => {
    expect(points(rate(orders, returns))).toBe(expected);
  });

  it('says nothing without a baseline of the group', () => {
    const score = (baselines: readonly (typeof baseline)[]) =>
      scoreAt(ask(rate(5, 5), { baselines })).scorePts;
    expect(score([])).toBe(0);
    expect(score([{ ...baseline, group: 'ORGANISATION' }])).toBe(0);
    expect(score([{ ...baseline, date: inDays(1) }])).toBe(0);
    expect(score([baseline])).toBe(20_000);
  });

  it('is seen through the newest baseline on or before the day, and no finer than MAD 50', () => {
    const score = (...baselines: (typeof baseline)[]) =>
      scoreAt(ask(rate(100, 15), { baselines })).scorePts;
    expect(score({ ...baseline, madMilli: 0 })).toBe(4_000);
    expect(score(baseline, { ...baseline, date: today, medianMilli: 150 })).toBe(0);
    expect(score({ ...baseline, date: today, medianMilli: 150 }, baseline)).toBe(0);
  });

  it('is that of the latest return: what is bought later changes nothing', () => {
    const facts = { ...plain, returns: [returnOfSeverity(5, 20), returnOfSeverity(1, 10)] };
    const [only, ...others] = scoreAt(ask(facts)).contributions;
    expect(others).toEqual([]);
    expect(only).toMatchObject({ of: 'T1', factId: 'SHOP/R-10', severity: 1, ageDays: 10 });
    expect(points({ ...facts, orders: 10_000 })).toBe(points(facts));
  });
});

describe('D8: internal credit', () => {
  const fact = (kind: 'CHARGEBACK_LOST' | 'PAYMENT_OVERDUE' | 'PAYMENT_SETTLED', days: number) => ({
    ...{ creditId: 'P-1', source: 'BILLING', kind, severity: 3, ...daysAgo(days) },
  });

  it.each(['CHARGEBACK_LOST', 'PAYMENT_OVERDUE'] as const)('%s weighs', (kind) => {
    expect(points({ ...plain, creditFacts: [fact(kind, 0)] })).toBe('8.0');
    expect(points({ ...plain, creditFacts: [fact(kind, 0)] }, 180)).toBe('4.0');
  });

  it('a settled payment weighs nothing from that day on', () => {
    const facts = {
      ...plain,
      creditFacts: [fact('PAYMENT_OVERDUE', 10), fact('PAYMENT_SETTLED', 0)],
    };
    expect(points(facts, -1)).not.toBe('0.0');
    expect(points(facts)).toBe('0.0');
    const other = { ...fact('PAYMENT_SETTLED', 0), creditId: 'P-2' };
    expect(points({ ...plain, creditFacts: [fact('PAYMENT_OVERDUE', 0), other] })).toBe('8.0');
  });

  it('is capped', () => {
    const many = Array.from({ length: 4 }, (_, index) => ({
      ...fact('PAYMENT_OVERDUE', 0),
      creditId: `P-${index}`,
    }));
    expect(points({ ...plain, creditFacts: many })).toBe('14.0');
  });
});

describe('A24: each credit', () => {
  const heavy = withIncidents(confirmed('B3', 5, 0), confirmed('B3', 5, 0));
  const credited = (facts: Partial<IdentityFacts>, days = 0) =>
    scoreAt(ask({ ...plain, ...facts }, { date: inDays(days) })).creditKinds;

  it.each([
    ['PRAISE', 3, 9, 180],
    ['COURTESY', 2, 10, 180],
    ['PROPER_CHANNEL', 2, 8, 180],
    ['SETTLEMENT_HONOURED', 5, 10, 365],
    ['USEFUL_SUGGESTION', 3, 9, 365],
  ] as const)('%s takes away %p, at most %p, and fades in %p days', (kind, pts, cap, halfLife) => {
    const one = { brightSpots: brightSpots(kind, 1) };
    expect(points({ ...heavy, ...one })).toBe((45 - pts).toFixed(1));
    expect(credited(one, halfLife)).toMatchObject([{ of: kind, countedMilli: pts * 500 }]);
    const many = { brightSpots: brightSpots(kind, 6) };
    expect(points({ ...heavy, ...many })).toBe((45 - cap).toFixed(1));
  });

  it('an upheld complaint takes away 5, at most 15: we were wrong', () => {
    expect(points({ ...heavy, responses: [upheld(0)] })).toBe('40.0');
    expect(points({ ...heavy, responses: [1, 2, 3, 4].map((n) => upheld(0, n)) })).toBe('30.0');
    const of = (kind: RiskCreditKind) =>
      credited({ responses: [upheld(365)] }).find((each) => each.of === kind);
    expect(of('COMPLAINT_UPHELD')?.countedMilli).toBe(2_500);
  });

  it('only the last outcome of a round counts', () => {
    const changed = [upheld(9), { ...upheld(5), upheld: false }];
    expect(points({ ...heavy, responses: changed })).toBe('45.0');
    expect(points({ ...heavy, responses: [...changed, upheld(0)] })).toBe('40.0');
  });

  it.each([
    ['2025-03-02', '45.0'],
    ['2025-03-01', '44.0'],
    ['2021-03-02', '41.0'],
    ['2010-01-01', '40.0'],
  ])('tenure since %s leaves %s', (since, expected) => {
    const at = `${since}T04:00:00.000Z`;
    const order = { occurredAt: at, recordedAt: at };
    expect(points({ ...heavy, firstOrders: [order] })).toBe(expected);
    expect(points({ ...heavy, registered: order })).toBe(expected);
  });

  it('a complaint that waits for an answer is no tenure', () => {
    const complaint = { ...plain, kind: 'COMPLAINT' as const, registered: daysAgo(800) };
    expect(points([heavy, complaint])).toBe('45.0');
  });

  it('all credits together take away 30', () => {
    expect(
      points({ ...withIncidents(confirmed('B3', 5, 0), confirmed('E2', 5, 0)), ...allCredits }),
    ).toBe('40.0');
  });

  it('names the evidence of each contribution', () => {
    const incident = confirmed('B1', 2, 18);
    const spots = brightSpots('PRAISE', 1);
    const score = scoreAt(ask({ ...withIncidents(incident), brightSpots: spots }));
    expect(score.contributions).toEqual([
      {
        of: 'B1',
        source: 'INCIDENT',
        factId: incident.incidentId,
        evidenceIds: incident.evidenceIds,
        severity: 2,
        ageDays: 18,
        decayPpm: 933_033,
        confidencePct: 100,
        millipoints: 7_464,
        endsOn: null,
      },
    ]);
    expect(score.credits).toMatchObject([{ of: 'PRAISE', evidenceIds: [spots[0]?.evidenceId] }]);
    expect(scoreAt(ask(withIncidents(reported('B1', 2, 4)))).contributions[0]?.endsOn).toBe(
      inDays(10),
    );
  });
});
