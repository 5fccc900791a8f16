import { type CommandMeta, personal, type Uuid } from '@redress/kernel';
import type { ConfirmTier, DeclineTier, ReviewTier } from '../../domain/risk/tier/tier-command.js';
import type { ProposalRulingDto, ReviewTierDto } from './risk.dto.js';

export function confirmTier(
  { reason, ...dto }: ProposalRulingDto,
  reporterIds: readonly Uuid[],
  meta: CommandMeta,
): ConfirmTier {
  return { type: 'ConfirmTier', meta, data: { ...dto, reason: personal(reason), reporterIds } };
}

export function declineTier(
  { reason, ...dto }: ProposalRulingDto,
  reporterIds: readonly Uuid[],
  meta: CommandMeta,
): DeclineTier {
  return { type: 'DeclineTier', meta, data: { ...dto, reason: personal(reason), reporterIds } };
}

export function reviewTier(
  { outcome, reason }: ReviewTierDto,
  known: Pick<ReviewTier['data'], 'reporterIds' | 'confirmedFacts'>,
  meta: CommandMeta,
): ReviewTier {
  return { type: 'ReviewTier', meta, data: { ...known, outcome, reason: personal(reason) } };
}
