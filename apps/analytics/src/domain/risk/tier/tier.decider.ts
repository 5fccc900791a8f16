import type { RejectionCode, TierEvent } from '@redress/contracts';
import { accept, type CommandMeta, type Decider, type Decision, reject } from '@redress/kernel';
import type { ConfirmTier, DeclineTier, ReviewTier, TierCommand } from './tier-command.js';
import { evaluateTier } from './tier-evaluation.policy.js';
import { tierBelow } from './tier-order.js';
import { isFounded } from './tier-rise.policy.js';
import { deadlines, settle } from './tier-settlement.policy.js';
import { evolve, initialTier, type Proposal, type TierState } from './tier-state.js';

/** Every reason for which something asked of a tier is refused. */
export type TierCode = Extract<
  RejectionCode,
  | 'NOT_PERMITTED'
  | 'SAME_PERSON'
  | 'TIER_NOT_PROPOSED'
  | 'PROPOSAL_UNFOUNDED'
  | 'TIER_CHANGED'
  | 'TIER_IS_LOWEST'
>;

type TierDecision = Decision<TierEvent, TierCode>;
type Refusal = Decision<never, TierCode> | undefined;

function decide(command: TierCommand, state: TierState): TierDecision {
  switch (command.type) {
    case 'EvaluateRisk':
      return accept(...evaluateTier(state, command.data, command.meta.now));
    case 'ConfirmTier':
      return confirmTier(command, state);
    case 'DeclineTier':
      return declineTier(command, state);
    case 'ReviewTier':
      return reviewTier(command, state);
  }
}

function confirmTier({ data, meta }: ConfirmTier, state: TierState): TierDecision {
  const proposal = openProposal(data.proposalNo, meta, state);
  if (!proposal) return notProposed(data.proposalNo);
  const { proposalNo, to } = proposal;
  return (
    unlessImpartial(data.reporterIds, meta) ??
    unlessFounded(proposal, data.known) ??
    accept({
      type: 'TierConfirmed',
      occurredAt: meta.now,
      data: { from: state.tier, to, proposalNo, reason: data.reason },
    })
  );
}

function declineTier({ data, meta }: DeclineTier, state: TierState): TierDecision {
  const proposal = openProposal(data.proposalNo, meta, state);
  if (!proposal) return notProposed(data.proposalNo);
  const { proposalNo, from, to } = proposal;
  return (
    unlessImpartial(data.reporterIds, meta) ??
    accept({
      type: 'TierDeclined',
      occurredAt: meta.now,
      data: { from, to, proposalNo, reason: data.reason },
    })
  );
}

function reviewTier({ data, meta }: ReviewTier, { tier }: TierState): TierDecision {
  const { outcome, reason, reporterIds, confirmedFacts } = data;
  const refused = unlessImpartial(reporterIds, meta);
  if (refused) return refused;
  if (data.tier !== tier) return reject('TIER_CHANGED', `the tier is ${tier} by now`);
  if (outcome === 'KEEP') {
    return accept({ type: 'TierReviewed', occurredAt: meta.now, data: { tier, reason } });
  }
  const to = tierBelow(tier);
  if (to === undefined) return reject('TIER_IS_LOWEST', `there is nothing below ${tier}`);
  return accept({
    type: 'TierLowered',
    occurredAt: meta.now,
    data: { from: tier, to, cause: 'REVIEW', reason, confirmedFacts },
  });
}

/** The proposal that is asked about. One that has lapsed is not open, recorded or not. */
function openProposal(
  proposalNo: number | undefined,
  { now }: CommandMeta,
  { proposal }: TierState,
): Proposal | undefined {
  if (!proposal || proposal.lapsesAt <= now) return undefined;
  return proposalNo === undefined || proposalNo === proposal.proposalNo ? proposal : undefined;
}

function notProposed(proposalNo: number | undefined): TierDecision {
  const which = proposalNo === undefined ? 'no tier is' : `proposal ${proposalNo} is not`;
  return reject('TIER_NOT_PROPOSED', `${which} waiting for a word`);
}

/** What it was proposed for may have been rejected since, or have belonged to somebody else. */
function unlessFounded({ to }: Proposal, known: ConfirmTier['data']['known']): Refusal {
  if (isFounded(to, known)) return undefined;
  return reject('PROPOSAL_UNFOUNDED', `what is known now does not stand for ${to} any more`);
}

/** A program rules on nobody, and nobody on what they reported themselves. */
function unlessImpartial(reporterIds: readonly string[], { actor }: CommandMeta): Refusal {
  if (actor.kind !== 'USER') return reject('NOT_PERMITTED', 'only a person rules on a tier');
  if (!reporterIds.includes(actor.id)) return undefined;
  return reject('SAME_PERSON', 'another person than those who reported rules on a tier');
}

/**
 * The risk tier of one customer: the fold of its events. Points and time move it as far as the
 * rules allow; T3 and T4 are entered only when a person says so. A tier by itself restricts nothing.
 */
export const tierDecider: Decider<TierState, TierCommand, TierEvent, TierCode> = {
  category: 'tier',
  initialState: initialTier,
  decide,
  evolve,
  settle,
  deadlines,
};
