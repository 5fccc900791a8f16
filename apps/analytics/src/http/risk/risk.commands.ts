import { type CommandMeta, personal, type Uuid } from '@redress/kernel';
import type {
  ConfirmTier,
  DeclineTier,
  ReviewTier,
  RiskEvaluation,
} from '../../domain/risk/tier/tier-command.js';
import type { ProposalRulingDto, ReviewTierDto } from './risk.dto.js';

/** What a ruling has to know of a customer: who reported, and by what they are judged now. */
export interface KnownToRulings {
  readonly reporterIds: readonly Uuid[];
  readonly known: RiskEvaluation;
}

export function confirmTier(
  { reason, ...dto }: ProposalRulingDto,
  { reporterIds, known }: KnownToRulings,
  meta: CommandMeta,
): ConfirmTier {
  const data = { ...dto, reason: personal(reason), reporterIds, known };
  return { type: 'ConfirmTier', meta, data };
}

export function declineTier(
  { reason, ...dto }: ProposalRulingDto,
  { reporterIds }: KnownToRulings,
  meta: CommandMeta,
): DeclineTier {
  return { type: 'DeclineTier', meta, data: { ...dto, reason: personal(reason), reporterIds } };
}

export function reviewTier(
  { tier, outcome, reason }: ReviewTierDto,
  { reporterIds, known }: KnownToRulings,
  meta: CommandMeta,
): ReviewTier {
  const { confirmedFacts } = known.assessment;
  const data = { tier, outcome, reason: personal(reason), reporterIds, confirmedFacts };
  return { type: 'ReviewTier', meta, data };
}
