import type { RiskTier } from '@redress/contracts';
import { explain } from './explanation.policy.js';
import type { TierChange } from '../tier/tier-history.js';
import type { IdentityFacts } from '../facts/identity-facts.js';
import {
  ask,
  brightSpots,
  confirmed,
  customer,
  daysAgo,
  inDays,
  rejected,
  reported,
  withIncidents,
} from './risk-story.setup.js';

const entered = (to: RiskTier, days = 30, kind: 'RAISED' | 'PROPOSED' | 'DECLINED' = 'RAISED') => ({
  ...{ kind, from: 'T0' as const, to, cause: 'SCORE', lapsesAt: null },
  ...{ proposalNo: kind === 'RAISED' ? null : 1, ...daysAgo(days) },
});

const of = (facts: IdentityFacts, tier: RiskTier = 'T1') =>
  explain(ask(facts), {
    history: { changes: tier === 'T0' ? [] : [entered(tier)], scores: [] },
    policyVersion: 7,
  });

const nextRise = (facts: IdentityFacts, ...changes: readonly TierChange[]) =>
  explain(ask(facts), { history: { changes, scores: [] }, policyVersion: 7 }).nextRise;

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

  it('says since when the tier holds, and what keeps the next one away', () => {
    const [first, second] = [confirmed('B1', 5, 3), confirmed('B1', 5, 3)];
    const one = { ...second, reporterId: first.reporterId, severity: 3 };
    const sameReporter = { ...first, severity: 3 };
    expect(of(withIncidents(first, second)).tierSince).toBe(inDays(-30));
    expect(of(customer, 'T0').tierSince).toBeNull();
    expect(nextRise(customer)).toEqual({
      ...{ to: 'T1', entryMilli: 15_000, waitsFor: ['POINTS', 'SUPPORT'] },
      support: { incidents: 0, reporters: 0, topSeverity: 0 },
    });
    const severity = 3 as const;
    const mild = [one, sameReporter].map((incident) => ({
      ...incident,
      verdicts: incident.verdicts.map((verdict) => ({ ...verdict, severity })),
    }));
    expect(nextRise(withIncidents(...mild))).toMatchObject({
      waitsFor: ['SUPPORT'],
      support: { incidents: 2, reporters: 1, topSeverity: 3 },
    });
    expect(nextRise(withIncidents(first, second))?.waitsFor).toEqual([]);
    expect(nextRise(withIncidents(first, second), entered('T1', 0))).toMatchObject({
      ...{ to: 'T2', waitsFor: ['RISEN_TODAY'] },
    });
    expect(of(customer, 'T4').nextRise).toBeNull();
  });

  it('says that the next tier waits for a person, or for a fact after it was refused', () => {
    const many = ['B1', 'B3', 'E2', 'B5'] as const;
    const facts = withIncidents(...many.map((factor) => confirmed(factor, 5, 5)));
    const rising = [entered('T1', 20), entered('T2', 10)];
    expect(nextRise(facts, ...rising, entered('T3', 3, 'PROPOSED'))).toMatchObject({
      ...{ to: 'T3', waitsFor: ['PROPOSED'] },
    });
    const declined = [entered('T3', 3, 'PROPOSED'), entered('T3', 2, 'DECLINED')];
    expect(nextRise(facts, ...rising, ...declined)?.waitsFor).toEqual(['REFUSED']);
    const later = { ...facts, incidents: [...facts.incidents, confirmed('B6', 1, 2)] };
    expect(nextRise(later, ...rising, ...declined)?.waitsFor).toEqual([]);
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
