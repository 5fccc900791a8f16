import type { Tx } from '@redress/event-log';
import type { Timestamp, Uuid } from '@redress/kernel';
import type { ServiceRuntime } from '@redress/runtime';
import { assess } from '../domain/risk/assessment.policy.js';
import type { IdentityComponent } from '../domain/risk/component.policy.js';
import { peerBaselineDecider } from '../domain/risk/peer-baseline.decider.js';
import type { PeerBaseline } from '../domain/risk/return-rate.policy.js';
import { riskPolicyDecider } from '../domain/risk/risk-policy.decider.js';
import { policyInForce, type RiskPolicyVersion } from '../domain/risk/risk-policy-state.js';
import { afterBusinessDays, dateAt, type TenantTimes } from '../domain/risk/tenant-times.policy.js';
import type { RiskEvaluation } from '../domain/risk/tier-command.js';
import { tierDecider } from '../domain/risk/tier.decider.js';
import { whatIfDecider } from '../domain/risk/what-if.decider.js';
import { tenantTimesOf } from './tenant-times.adapter.js';

/** Injection token of what the routes and consumers of analytics work with. */
export const ANALYTICS = Symbol('analytics');

/** One command handler per decider, and the rules that are in force. */
export type Analytics = ReturnType<typeof analyticsOf>;

/** The rules by which a customer is judged at an instant. */
export interface RulesInForce {
  readonly times: TenantTimes;
  readonly policy: RiskPolicyVersion;
  readonly baselines: readonly PeerBaseline[];
}

/** The model is the code that computes a score; the policy is what it computes with. */
export const riskModelVersion = 1;

/** Wires the deciders of analytics to its log. */
export function analyticsOf(runtime: Pick<ServiceRuntime, 'commands' | 'journal'>) {
  const tiers = runtime.commands(tierDecider);
  const riskPolicies = runtime.commands(riskPolicyDecider);
  const peerBaselines = runtime.commands(peerBaselineDecider);
  const tenantTimes = tenantTimesOf(runtime);

  /** The rules of a tenant; of an earlier instant those that were in force then. */
  async function rulesOf(tenantId: string, at?: Timestamp, tx?: Tx): Promise<RulesInForce> {
    const [times, policies, baselines] = await Promise.all([
      tenantTimes(tenantId),
      riskPolicies.load({ tenantId, category: 'risk-policy', id: tenantId }, tx),
      peerBaselines.load({ tenantId, category: 'peer-baseline', id: tenantId }, tx),
    ]);
    const policy = policyInForce(policies.state, at);
    return { times, policy, baselines: baselines.state.baselines };
  }

  return {
    tiers,
    riskPolicies,
    peerBaselines,
    whatIfs: runtime.commands(whatIfDecider),
    tenantTimes,
    rulesOf,
  };
}

/** What the tier of a component is judged by at an instant: its facts, and the rules in force. */
export function evaluationOf(
  { members }: IdentityComponent,
  { times, policy, baselines }: RulesInForce,
  { at, cause }: { readonly at: Timestamp; readonly cause: RiskEvaluation['cause'] },
): RiskEvaluation {
  const { policyVersion, parameters } = policy;
  const { zone } = times;
  const date = dateAt(times, at);
  const { lapsesAfterBusinessDays } = parameters.proposal;
  return {
    assessment: assess({ members: [...members.values()], date, zone, parameters, baselines }),
    parameters,
    policyVersion,
    modelVersion: riskModelVersion,
    zone,
    cause,
    lapsesAt: afterBusinessDays(times, at, lapsesAfterBusinessDays),
  };
}

/** Who reported the incidents of a component: they rule on nothing that rests on their word. */
export function reportersOf({ members }: IdentityComponent): readonly Uuid[] {
  const incidents = [...members.values()].flatMap((facts) => facts.incidents);
  return [...new Set(incidents.map(({ reporterId }) => reporterId))].sort();
}
