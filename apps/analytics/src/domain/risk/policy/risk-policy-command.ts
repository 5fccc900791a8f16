import type { Command, TenantText } from '@redress/kernel';
import type { RiskParameters } from './risk-parameters.policy.js';

export type ProposeRiskPolicy = Command<
  'ProposeRiskPolicy',
  { readonly parameters: RiskParameters; readonly reason: TenantText }
>;

/** `reason`: the approver's own. */
export type ApproveRiskPolicy = Command<
  'ApproveRiskPolicy',
  { readonly draftNo: number; readonly reason: TenantText }
>;

/** `reason`: of whoever rejects it, who may be the proposer. */
export type RejectRiskPolicy = Command<
  'RejectRiskPolicy',
  { readonly draftNo: number; readonly reason: TenantText }
>;

/** Takes one's own draft back. */
export type WithdrawRiskPolicy = Command<
  'WithdrawRiskPolicy',
  { readonly draftNo: number; readonly reason: TenantText }
>;

/** Everything that can be asked of the risk policy of a tenant. */
export type RiskPolicyCommand =
  | ProposeRiskPolicy
  | ApproveRiskPolicy
  | RejectRiskPolicy
  | WithdrawRiskPolicy;
