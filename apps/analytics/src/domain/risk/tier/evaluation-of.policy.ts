import type { Timestamp, Uuid } from '@redress/kernel';
import { assess } from '../score/assessment.policy.js';
import type { IdentityComponent, Members } from '../facts/component.policy.js';
import type { PeerBaseline } from '../score/return-rate.policy.js';
import type { RiskPolicyVersion } from '../policy/risk-policy-state.js';
import { afterBusinessDays, dateAt, type TenantTimes } from './tenant-times.policy.js';
import type { RiskEvaluation } from './tier-command.js';

/** The rules by which a customer is judged at an instant. */
export interface RulesInForce {
  readonly times: TenantTimes;
  readonly policy: RiskPolicyVersion;
  readonly baselines: readonly PeerBaseline[];
}

/** The model is the code that computes a score; the policy is what it computes with. */
export const riskModelVersion = 1;

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

/**
 * Who reported the incidents of these identities: they rule on nothing that rests on their word. Of
 * everybody who was ever linked, because who cuts a link must not become impartial by it.
 */
export function reportersOf(members: Members): readonly Uuid[] {
  const incidents = [...members.values()].flatMap((facts) => facts.incidents);
  return [...new Set(incidents.map(({ reporterId }) => reporterId))].sort();
}
