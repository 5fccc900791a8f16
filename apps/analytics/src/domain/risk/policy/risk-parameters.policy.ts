import { type EventOf, riskFactors, type riskPolicyEvents } from '@redress/contracts';

/** Everything that score and tiers are computed with; points are whole points. */
export type RiskParameters = EventOf<
  typeof riskPolicyEvents.RiskPolicyPublished
>['data']['parameters'];

export type FactorParameters = RiskParameters['factors'][number];
export type CreditParameters = RiskParameters['credits'][number];

const conduct = { adjudicated: false, safety: false };
const danger = { adjudicated: false, safety: true };
const judgement = { adjudicated: true, safety: false };

/** Version 1 of the policy: in force until the tenant publishes another one. */
export const riskPolicyV1: RiskParameters = {
  factors: [
    { factor: 'B1', pts: [4, 8, 14, 20, 26], capPts: 30, halfLifeDays: 180, ...conduct },
    { factor: 'B2', pts: [15, 22, 30, 40, 50], capPts: 50, halfLifeDays: 365, ...danger },
    { factor: 'B3', pts: [10, 15, 22, 30, 40], capPts: 45, halfLifeDays: 365, ...judgement },
    {
      ...{ factor: 'B4', pts: [20, 30, 40, 50, 60], capPts: 60, halfLifeDays: 730 },
      ...{ adjudicated: true, safety: true },
    },
    { factor: 'B5', pts: [3, 6, 9, 12, 15], capPts: 18, halfLifeDays: 120, ...conduct },
    { factor: 'B6', pts: [2, 4, 6, 8, 10], capPts: 12, halfLifeDays: 120, ...conduct },
    { factor: 'Q1', pts: [3, 5, 7, 9, 11], capPts: 20, halfLifeDays: 120, ...conduct },
    { factor: 'Q2', pts: [2, 3, 4, 6, 8], capPts: 12, halfLifeDays: 90, ...conduct },
    { factor: 'Q3', pts: [2, 3, 4, 5, 6], capPts: 10, halfLifeDays: 120, ...conduct },
    { factor: 'T1', pts: [4, 8, 12, 16, 20], capPts: 20, halfLifeDays: 90, ...conduct },
    { factor: 'T2', pts: [3, 5, 8, 11, 14], capPts: 14, halfLifeDays: 180, ...conduct },
    { factor: 'E2', pts: [8, 12, 18, 24, 30], capPts: 30, halfLifeDays: 365, ...judgement },
  ],
  credits: [
    { kind: 'PRAISE', pts: 3, capPts: 9, halfLifeDays: 180 },
    { kind: 'COURTESY', pts: 2, capPts: 10, halfLifeDays: 180 },
    { kind: 'PROPER_CHANNEL', pts: 2, capPts: 8, halfLifeDays: 180 },
    { kind: 'COMPLAINT_UPHELD', pts: 5, capPts: 15, halfLifeDays: 365 },
    { kind: 'SETTLEMENT_HONOURED', pts: 5, capPts: 10, halfLifeDays: 365 },
    { kind: 'USEFUL_SUGGESTION', pts: 3, capPts: 9, halfLifeDays: 365 },
    { kind: 'TENURE', pts: 1, capPts: 5 },
  ],
  creditsCapPts: 30,
  tierEntryPts: { T1: 15, T2: 30, T3: 50, T4: 70 },
  rise: { incidents: 2, reporters: 2, soloSeverity: 5 },
  fall: { marginPts: 5, days: 14 },
  reported: { confidencePct: 50, expiresAfterDays: 14 },
  proposal: { lapsesAfterBusinessDays: 5 },
  floor: { tier: 'T3', severity: 4, days: 90 },
  returnRate: { ordersMin: 5, zMilli: [2_000, 3_000, 4_000, 5_000, 6_000] },
};

const SEVERITIES = 5;

/**
 * What the schema cannot say of parameters: each problem as a sentence, none when they are sound.
 * Codes and numbers only, so the sentences may be shown to anybody.
 */
export function parameterProblems(parameters: RiskParameters): readonly string[] {
  const { factors, credits } = parameters;
  return [
    ...onceEach(
      'factor',
      factors.map(({ factor }) => factor),
    ),
    ...missing(factors),
    ...factors.flatMap(factorProblems),
    ...onceEach(
      'credit',
      credits.map(({ kind }) => kind),
    ),
    ...credits
      .filter(({ pts, capPts }) => capPts < pts)
      .map(({ kind }) => `credit ${kind}: its cap is below its points`),
    ...tierProblems(parameters),
    ...returnRateProblems(parameters.returnRate),
  ];
}

function factorProblems({ factor, pts, capPts }: FactorParameters): readonly string[] {
  return [
    ...(pts.length === SEVERITIES
      ? []
      : [`factor ${factor}: points for severity 1 to 5 are needed`]),
    ...(isRising(pts) ? [] : [`factor ${factor}: a graver case has fewer points`]),
    ...(capPts >= Math.max(0, ...pts) ? [] : [`factor ${factor}: its cap is below its points`]),
  ];
}

function tierProblems({ tierEntryPts, fall, floor, rise }: RiskParameters): readonly string[] {
  const { T1, T2, T3, T4 } = tierEntryPts;
  return [
    ...(0 < T1 && T1 < T2 && T2 < T3 && T3 < T4
      ? []
      : ['tiers: each must begin above the one below']),
    ...(fall.marginPts < T1
      ? []
      : ['fall: the margin reaches below the first tier, nobody ever falls']),
    ...(floor.tier === 'T0' ? ['floor: T0 holds nobody'] : []),
    ...(rise.reporters <= rise.incidents ? [] : ['rise: more reporters than incidents']),
  ];
}

function returnRateProblems({ zMilli }: RiskParameters['returnRate']): readonly string[] {
  return [
    ...(zMilli.length === SEVERITIES ? [] : ['returnRate: z for severity 1 to 5 is needed']),
    ...(isRising(zMilli) ? [] : ['returnRate: a graver case begins at a lower z']),
  ];
}

function missing(factors: readonly FactorParameters[]): readonly string[] {
  const known = new Set(factors.map(({ factor }) => factor));
  return riskFactors.filter((each) => !known.has(each)).map((each) => `factor ${each} is missing`);
}

function onceEach(what: string, codes: readonly string[]): readonly string[] {
  const twice = codes.filter((code, index) => codes.indexOf(code) !== index);
  return [...new Set(twice)].map((code) => `${what} ${code}: is there more than once`);
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0));
}
