import { type CommandMeta, personal } from '@redress/kernel';
import type {
  ApproveRiskPolicy,
  ProposeRiskPolicy,
  RejectRiskPolicy,
  WithdrawRiskPolicy,
} from '../../domain/risk/policy/risk-policy-command.js';
import type {
  CreditDto,
  DecideRiskPolicyDto,
  ProposeRiskPolicyDto,
  RiskParametersDto,
} from './risk-policy.dto.js';
import type { RiskParameters } from '../../domain/risk/policy/risk-parameters.policy.js';

export function proposeRiskPolicy(
  { parameters, reason }: ProposeRiskPolicyDto,
  meta: CommandMeta,
): ProposeRiskPolicy {
  const data = { parameters: plainParameters(parameters), reason: personal(reason) };
  return { type: 'ProposeRiskPolicy', meta, data };
}

export function approveRiskPolicy(
  draftNo: number,
  { reason }: DecideRiskPolicyDto,
  meta: CommandMeta,
): ApproveRiskPolicy {
  return { type: 'ApproveRiskPolicy', meta, data: { draftNo, reason: personal(reason) } };
}

export function rejectRiskPolicy(
  draftNo: number,
  { reason }: DecideRiskPolicyDto,
  meta: CommandMeta,
): RejectRiskPolicy {
  return { type: 'RejectRiskPolicy', meta, data: { draftNo, reason: personal(reason) } };
}

export function withdrawRiskPolicy(
  draftNo: number,
  { reason }: DecideRiskPolicyDto,
  meta: CommandMeta,
): WithdrawRiskPolicy {
  return { type: 'WithdrawRiskPolicy', meta, data: { draftNo, reason: personal(reason) } };
}

/** An optional field that was not sent is no field: parameters are compared as they are written. */
export function plainParameters({ credits, ...dto }: RiskParametersDto): RiskParameters {
  return { ...dto, credits: credits.map(plainCredit) };
}

function plainCredit({ halfLifeDays, ...credit }: CreditDto): RiskParameters['credits'][number] {
  return halfLifeDays === undefined ? credit : { ...credit, halfLifeDays };
}
