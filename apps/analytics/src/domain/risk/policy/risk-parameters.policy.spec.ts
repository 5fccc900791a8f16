import { riskCreditKinds, riskFactors } from '@redress/contracts';
import { parameterProblems, type RiskParameters, riskPolicyV1 } from './risk-parameters.policy.js';

const [first, ...others] = riskPolicyV1.factors;
if (first === undefined) throw new Error('version 1 has factors');

const withFirst = (changes: Partial<typeof first>): RiskParameters => ({
  ...riskPolicyV1,
  factors: [{ ...first, ...changes }, ...others],
});

describe('version 1 of the risk policy', () => {
  it('is sound', () => {
    expect(parameterProblems(riskPolicyV1)).toEqual([]);
  });

  it('knows every factor and every credit once', () => {
    expect(riskPolicyV1.factors.map(({ factor }) => factor).sort()).toEqual(
      [...riskFactors].sort(),
    );
    const kinds = riskPolicyV1.credits.map(({ kind }) => kind);
    expect(kinds.sort()).toEqual([...riskCreditKinds].sort());
  });

  it('lets a report of malice, fraud or extortion count for nothing until it is confirmed', () => {
    const adjudicated = riskPolicyV1.factors.filter((each) => each.adjudicated);
    expect(adjudicated.map(({ factor }) => factor)).toEqual(['B3', 'B4', 'E2']);
    const safety = riskPolicyV1.factors.filter((each) => each.safety);
    expect(safety.map(({ factor }) => factor)).toEqual(['B2', 'B4']);
  });
});

describe('the problems of parameters', () => {
  it.each<[string, RiskParameters, string]>([
    [
      'a factor twice',
      { ...riskPolicyV1, factors: [...riskPolicyV1.factors, first] },
      'factor B1: is there more than once',
    ],
    ['a factor that is missing', { ...riskPolicyV1, factors: others }, 'factor B1 is missing'],
    [
      'four points',
      withFirst({ pts: [1, 2, 3, 4] }),
      'factor B1: points for severity 1 to 5 are needed',
    ],
    [
      'points that fall',
      withFirst({ pts: [4, 3, 14, 20, 26] }),
      'factor B1: a graver case has fewer points',
    ],
    ['a low cap', withFirst({ capPts: 25 }), 'factor B1: its cap is below its points'],
    [
      'a credit twice',
      {
        ...riskPolicyV1,
        credits: [...riskPolicyV1.credits, { kind: 'PRAISE', pts: 1, capPts: 1 }],
      },
      'credit PRAISE: is there more than once',
    ],
    [
      'a low cap of a credit',
      { ...riskPolicyV1, credits: [{ kind: 'PRAISE', pts: 3, capPts: 2 }] },
      'credit PRAISE: its cap is below its points',
    ],
    [
      'tiers that do not rise',
      { ...riskPolicyV1, tierEntryPts: { T1: 15, T2: 15, T3: 50, T4: 70 } },
      'tiers: each must begin above the one below',
    ],
    [
      'a first tier that holds everybody',
      { ...riskPolicyV1, tierEntryPts: { T1: 0, T2: 30, T3: 50, T4: 70 } },
      'tiers: each must begin above the one below',
    ],
    [
      'a margin that is too wide',
      { ...riskPolicyV1, fall: { marginPts: 15, days: 14 } },
      'fall: the margin reaches below the first tier, nobody ever falls',
    ],
    [
      'a floor that is none',
      { ...riskPolicyV1, floor: { tier: 'T0', severity: 4, days: 90 } },
      'floor: T0 holds nobody',
    ],
    [
      'more reporters than incidents',
      { ...riskPolicyV1, rise: { incidents: 1, reporters: 2, soloSeverity: 5 } },
      'rise: more reporters than incidents',
    ],
    [
      'z that falls',
      {
        ...riskPolicyV1,
        returnRate: { ordersMin: 5, zMilli: [2_000, 1_000, 4_000, 5_000, 6_000] },
      },
      'returnRate: a graver case begins at a lower z',
    ],
    [
      'too few z',
      { ...riskPolicyV1, returnRate: { ordersMin: 5, zMilli: [2_000] } },
      'returnRate: z for severity 1 to 5 is needed',
    ],
  ])('name %s', (_what, parameters, problem) => {
    expect(parameterProblems(parameters)).toContain(problem);
  });
});
