import type { Tx } from '@redress/event-log';
import type { Timestamp } from '@redress/kernel';
import type { ServiceRuntime } from '@redress/runtime';
import type { RulesInForce } from '../domain/risk/tier/evaluation-of.policy.js';
import { peerBaselineDecider } from '../domain/risk/score/peer-baseline.decider.js';
import { riskPolicyDecider } from '../domain/risk/policy/risk-policy.decider.js';
import { policyInForce } from '../domain/risk/policy/risk-policy-state.js';
import { tierDecider } from '../domain/risk/tier/tier.decider.js';
import { whatIfDecider } from '../domain/risk/what-if/what-if.decider.js';
import { tenantTimesOf } from './tenant-times.adapter.js';

/** Injection token of what the routes and consumers of analytics work with. */
export const ANALYTICS = Symbol('analytics');

/** One command handler per decider, and the rules that are in force. */
export type Analytics = ReturnType<typeof analyticsOf>;

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
