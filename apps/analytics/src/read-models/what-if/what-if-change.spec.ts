import {
  type RiskParameters,
  riskPolicyV1,
} from '../../domain/risk/policy/risk-parameters.policy.js';
import {
  baseline,
  confirmed,
  daysAgo,
  id,
  rejected,
  withIncidents,
} from '../../domain/risk/score/risk-story.setup.js';
import type { IdentityFacts } from '../../domain/risk/facts/identity-facts.js';
import { unknownTimes } from '../../domain/risk/tier/tenant-times.policy.js';
import type { TierChange } from '../../domain/risk/tier/tier-history.js';
import {
  comparison,
  inputsHashOf,
  ResultHash,
  type WhatIfChange,
  type WhatIfInputs,
} from './what-if-change.js';

const me = id(700);
const at = daysAgo(0).recordedAt;

function inputs(parameters: RiskParameters): WhatIfInputs {
  return {
    ...{ tenantId: 'demo', at, baselines: [baseline] },
    times: { ...unknownTimes, zone: 'Asia/Shanghai' },
    base: { policyVersion: 1, draftNo: null, parameters: riskPolicyV1 },
    other: { policyVersion: null, draftNo: 1, parameters },
  };
}

function changeOf(facts: IdentityFacts, parameters: RiskParameters): WhatIfChange | undefined {
  const members = new Map([[me, { ...facts, registered: daysAgo(510) }]]);
  return comparison(inputs(parameters))({ members, customerId: me, until: at });
}

const { tierEntryPts } = riskPolicyV1;
const milder: RiskParameters = { ...riskPolicyV1, tierEntryPts: { ...tierEntryPts, T1: 25 } };
/** A single confirmed word is enough, and little leads to T3. */
const harder: RiskParameters = {
  ...riskPolicyV1,
  tierEntryPts: { T1: 2, T2: 3, T3: 4, T4: 90 },
  rise: { incidents: 1, reporters: 1, soloSeverity: 5 },
};

/** Two people, two grave words, of which the second one raises to T1. */
const twice = withIncidents(confirmed('B1', 2, 10), confirmed('B5', 5, 5));

describe('a customer by other rules', () => {
  it('is no change where both ways lead to one tier', () => {
    expect(changeOf(twice, riskPolicyV1)).toBeUndefined();
    expect(changeOf(withIncidents(), harder)).toBeUndefined();
  });

  it('stands elsewhere, from the fact on at which the ways part', () => {
    const change = changeOf(twice, milder);
    expect(change).toMatchObject({
      ...{ customerId: me, needsConfirmation: false },
      before: { tier: 'T1', proposed: null },
      after: { tier: 'T0', proposed: null },
      firstDivergence: { at: daysAgo(5).recordedAt, cause: 'FACTS' },
    });
    expect(change?.firstDivergence.factId).toBe(twice.incidents[1]?.incidentId);
    expect(change?.before.scorePts).toBe(change?.after.scorePts);
  });

  it('is no change where the ways have met again', () => {
    const taken = rejected(confirmed('B5', 5, 60), 58);
    const facts = withIncidents(confirmed('B1', 2, 61), taken);
    expect(changeOf(facts, milder)).toBeUndefined();
  });

  it('would need a confirmation where somebody would have been asked who never was', () => {
    const facts = withIncidents(
      confirmed('B1', 3, 40),
      confirmed('B1', 3, 39),
      confirmed('B1', 3, 38),
    );
    expect(changeOf(facts, harder)).toMatchObject({ needsConfirmation: true });
  });

  it('keeps what a person said where the same was proposed', () => {
    const threat = withIncidents(confirmed('B2', 5, 30));
    const step = { from: 'T0', to: 'T3', proposalNo: 1, cause: null, lapsesAt: null } as const;
    const changes: TierChange[] = [
      { kind: 'PROPOSED', ...step, ...daysAgo(30) },
      { kind: 'CONFIRMED', ...step, ...daysAgo(29) },
    ];
    const asked = { ...threat, tier: { scores: [], changes } };
    // Only the entry of T1 differs: T3 is proposed for the same threat, and confirmed as it was.
    expect(changeOf(asked, milder)).toBeUndefined();
  });
});

describe('the hashes of a run', () => {
  const change = (customerId: string) => ({ customerId }) as WhatIfChange;
  const hashOf = (customers: number, ...changes: string[]) => {
    const hash = new ResultHash();
    for (const each of changes) hash.add(change(each));
    return hash.of(customers);
  };

  it('do not know the order in which changes were found, but see a doubled one', () => {
    expect(hashOf(9, 'a', 'b', 'c')).toBe(hashOf(9, 'c', 'a', 'b'));
    expect(hashOf(9, 'a', 'b')).not.toBe(hashOf(9, 'a', 'b', 'b'));
    expect(hashOf(9, 'a', 'b')).not.toBe(hashOf(8, 'a', 'b'));
    expect(hashOf(0)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('are of tenant, time, zone, calendar, baselines and both rules, in any order of fields', () => {
    const run = inputs(milder);
    const known = inputsHashOf(run);
    const { base, other, ...rest } = run;
    expect(inputsHashOf({ other, base, ...rest })).toBe(known);
    const others = [
      inputsHashOf({ ...run, baselines: [] }),
      inputsHashOf({ ...run, times: unknownTimes }),
      inputsHashOf({ ...run, tenantId: 'acme' }),
      inputsHashOf({ ...run, at: daysAgo(1).recordedAt }),
      inputsHashOf({ ...run, other: run.base }),
    ];
    expect(others).not.toContain(known);
    expect(new Set(others).size).toBe(others.length);
  });
});
