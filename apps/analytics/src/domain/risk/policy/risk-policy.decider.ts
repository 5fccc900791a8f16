import type { RejectionCode, RiskPolicyEvent } from '@redress/contracts';
import { accept, type Decider, type Decision, reject, type Timestamp } from '@redress/kernel';
import { parameterProblems, type RiskParameters } from './risk-parameters.policy.js';
import type {
  ApproveRiskPolicy,
  ProposeRiskPolicy,
  RejectRiskPolicy,
  RiskPolicyCommand,
  WithdrawRiskPolicy,
} from './risk-policy-command.js';
import {
  evolve,
  initialRiskPolicies,
  policyInForce,
  type RiskPolicies,
} from './risk-policy-state.js';

/** Every reason for which a risk policy is not proposed, published or rejected. */
export type RiskPolicyCode = Extract<
  RejectionCode,
  | 'NOT_PERMITTED'
  | 'SAME_PERSON'
  | 'DRAFT_UNKNOWN'
  | 'DRAFT_ALREADY_DECIDED'
  | 'POLICY_UNCHANGED'
  | 'POLICY_INVALID'
>;

type RiskPolicyDecision = Decision<RiskPolicyEvent, RiskPolicyCode>;
type Refusal = Decision<never, RiskPolicyCode>;

function decide(command: RiskPolicyCommand, state: RiskPolicies): RiskPolicyDecision {
  switch (command.type) {
    case 'ProposeRiskPolicy':
      return proposeRiskPolicy(command, state);
    case 'ApproveRiskPolicy':
      return approveRiskPolicy(command, state);
    case 'RejectRiskPolicy':
      return rejectRiskPolicy(command.data, command.meta.now, state);
    case 'WithdrawRiskPolicy':
      return withdrawRiskPolicy(command, state);
  }
}

function proposeRiskPolicy(
  { data, meta }: ProposeRiskPolicy,
  state: RiskPolicies,
): RiskPolicyDecision {
  const { parameters, reason } = data;
  const refused = unlessPublishable(parameters, state);
  if (refused) return refused;
  return accept({
    type: 'RiskPolicyProposed',
    occurredAt: meta.now,
    data: { draftNo: state.drafts.length + 1, parameters, reason },
  });
}

function approveRiskPolicy(
  { data, meta }: ApproveRiskPolicy,
  state: RiskPolicies,
): RiskPolicyDecision {
  const { draftNo, reason } = data;
  const draft = state.drafts.find((each) => each.draftNo === draftNo);
  if (!draft) return unknown(draftNo);
  if (draft.standing !== 'OPEN') return decidedAlready(draftNo);
  if (meta.actor.kind !== 'USER') {
    return reject('NOT_PERMITTED', 'only a person approves by what people are scored');
  }
  if (draft.proposedBy === meta.actor.id) {
    return reject('SAME_PERSON', 'a risk policy is approved by another person');
  }
  const { parameters } = draft;
  const refused = unlessPublishable(parameters, state);
  if (refused) return refused;
  const policyVersion = policyInForce(state).policyVersion + 1;
  return accept({
    type: 'RiskPolicyPublished',
    occurredAt: meta.now,
    data: { policyVersion, draftNo, parameters, reason },
  });
}

function rejectRiskPolicy(
  data: RejectRiskPolicy['data'],
  now: Timestamp,
  { drafts }: RiskPolicies,
): RiskPolicyDecision {
  const draft = drafts.find(({ draftNo }) => draftNo === data.draftNo);
  if (!draft) return unknown(data.draftNo);
  if (draft.standing !== 'OPEN') return decidedAlready(data.draftNo);
  return accept({ type: 'RiskPolicyRejected', occurredAt: now, data });
}

/** A proposer need not be one who may reject: a draft of one's own is taken back all the same. */
function withdrawRiskPolicy(
  { data, meta }: WithdrawRiskPolicy,
  state: RiskPolicies,
): RiskPolicyDecision {
  const draft = state.drafts.find(({ draftNo }) => draftNo === data.draftNo);
  if (draft && draft.proposedBy !== meta.actor.id) {
    return reject('NOT_PERMITTED', 'a draft is taken back by whoever proposed it');
  }
  return rejectRiskPolicy(data, meta.now, state);
}

/** Asked again when a draft is approved: another one may have said the same in the meantime. */
function unlessPublishable(parameters: RiskParameters, state: RiskPolicies): Refusal | undefined {
  const problems = parameterProblems(parameters);
  if (problems.length > 0) {
    return reject('POLICY_INVALID', 'the risk policy cannot be used', { context: { problems } });
  }
  const inForce = policyInForce(state);
  if (canonicalText(inForce.parameters) !== canonicalText(parameters)) return undefined;
  return reject('POLICY_UNCHANGED', `this is version ${inForce.policyVersion}, in force already`);
}

/** The same text for the same parameters: storage does not keep the order of fields. */
function canonicalText(parameters: RiskParameters): string {
  return JSON.stringify(parameters, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

function unknown(draftNo: number): Refusal {
  return reject('DRAFT_UNKNOWN', `there is no draft ${draftNo}`);
}

function decidedAlready(draftNo: number): Refusal {
  return reject('DRAFT_ALREADY_DECIDED', `draft ${draftNo} was decided before`);
}

/**
 * By what a tenant's customers are scored. Two people make a version: one proposes, another one
 * approves. Versions rise by one and stay for ever; version 1 comes with the product.
 */
export const riskPolicyDecider: Decider<
  RiskPolicies,
  RiskPolicyCommand,
  RiskPolicyEvent,
  RiskPolicyCode
> = { category: 'risk-policy', initialState: initialRiskPolicies, decide, evolve };
