import { explain } from './explanation.policy.js';
import type { IdentityFacts } from '../facts/identity-facts.js';
import {
  ask,
  brightSpots,
  confirmed,
  customer,
  inDays,
  rejected,
  reported,
  withIncidents,
} from './risk-story.setup.js';

const of = (facts: IdentityFacts, tier: 'T0' | 'T1' | 'T2' | 'T3' | 'T4' = 'T1') =>
  explain(ask(facts), { tier, policyVersion: 7 });

describe('A38 D10: the explanation of a tier', () => {
  it('names the facts with their evidence, what time has left of them, and the policy', () => {
    const incident = confirmed('B1', 5, 180);
    const explained = of({ ...withIncidents(incident), brightSpots: brightSpots('PRAISE', 1) });
    expect(explained).toMatchObject({
      ...{ asOf: inDays(0), tier: 'T1', policyVersion: 7, scorePts: 10_000, safetyPts: 0 },
      contributions: [
        { factId: incident.incidentId, evidenceIds: incident.evidenceIds, decayPpm: 500_000 },
      ],
      furtherContributions: 0,
      factors: [{ of: 'B1', summedMilli: 13_000, capMilli: 30_000, countedMilli: 13_000 }],
      credits: [{ of: 'PRAISE', millipoints: 3_000 }],
      creditsCapMilli: 30_000,
    });
  });

  it('lists the heaviest ten, and counts the rest', () => {
    const many = Array.from({ length: 13 }, (_, days) => confirmed('B1', 3, days * 10));
    const { contributions, furtherContributions } = of(withIncidents(...many));
    expect(contributions.map(({ ageDays }) => ageDays)).toEqual([
      0, 10, 20, 30, 40, 50, 60, 70, 80, 90,
    ]);
    expect(furtherContributions).toBe(3);
  });

  it('says when the tier lapses by itself, and when the score alone would stand for another', () => {
    // 26 x 2^(-d/180): below 15 from day 143 on, below 10 from day 249 on.
    expect(of(withIncidents(confirmed('B1', 5, 0)))).toMatchObject({
      lapsesOn: inDays(249 + 13),
      nextBand: { date: inDays(143), from: 'T1', to: 'T0' },
    });
  });

  it('time may lead the score into a higher band where credits fade first', () => {
    const facts = {
      // 80 points, capped at 45, less 27 that fade.
      ...withIncidents(confirmed('B3', 5, 0), confirmed('B3', 5, 0)),
      brightSpots: [
        ...brightSpots('PRAISE', 3),
        ...brightSpots('COURTESY', 5),
        ...brightSpots('PROPER_CHANNEL', 4),
      ],
    };
    expect(of(facts).nextBand).toEqual({ date: inDays(153), from: 'T1', to: 'T2' });
  });

  it('of the lowest tier there is nothing to lapse or to relieve', () => {
    expect(of(customer, 'T0')).toMatchObject({ relief: null, lapsesOn: null, nextBand: null });
  });
});

describe('D12: the nearest change that lowers a tier', () => {
  it('is the lightest single fact that would do, or the smallest single credit', () => {
    const grave = confirmed('B3', 1, 0);
    const mild = confirmed('B5', 1, 0);
    // 13 points; below 10 without the mild one is not enough: 10 is not below 10.
    const { relief } = of(withIncidents(grave, mild));
    expect(relief).toEqual({
      missingMilli: 3_001,
      withoutFact: {
        factor: 'B3',
        source: 'INCIDENT',
        factId: grave.incidentId,
        lowersMilli: 10_000,
      },
      withCredit: { kind: 'COMPLAINT_UPHELD', lowersMilli: 5_000 },
    });
    const lighter = of(withIncidents(grave, confirmed('B6', 1, 0))).relief;
    expect(lighter?.withCredit).toEqual({ kind: 'PRAISE', lowersMilli: 3_000 });
  });

  it('is none where no single one would do', () => {
    const many = [confirmed('B3', 5, 0), confirmed('E2', 5, 0), confirmed('B1', 5, 0)];
    const { relief } = of(withIncidents(...many), 'T2');
    expect(relief).toMatchObject({ withoutFact: null, withCredit: null });
  });

  it('says that nothing is missing where only the days have to pass', () => {
    expect(of(withIncidents(rejected(confirmed('B3', 5, 0)))).relief).toEqual({
      ...{ missingMilli: 0, withoutFact: null, withCredit: null },
    });
  });

  it('danger is not bought off, and holds its tier', () => {
    const threat = confirmed('B2', 4, 10);
    const explained = of(withIncidents(threat), 'T3');
    expect(explained.heldUntil).toBe(inDays(80));
    expect(explained.relief).toMatchObject({
      withoutFact: { factId: threat.incidentId },
      withCredit: null,
    });
    const two = of(withIncidents(threat, confirmed('B4', 4, 10)), 'T3');
    expect(two.relief).toMatchObject({ withoutFact: null, withCredit: null });
    expect(of(withIncidents(threat), 'T2').heldUntil).toBeNull();
  });

  it('says on which day a report that nobody reviews ends', () => {
    expect(of(withIncidents(reported('B2', 5, 4))).contributions[0]?.endsOn).toBe(inDays(10));
  });
});
