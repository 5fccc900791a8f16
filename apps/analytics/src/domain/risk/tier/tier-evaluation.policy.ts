import type { RiskTier, TierEvent } from '@redress/contracts';
import type { Timestamp } from '@redress/kernel';
import type { RiskEvaluation } from './tier-command.js';
import { fallOf, nextChangeOf } from './tier-fall.policy.js';
import { isFounded, needsConfirmation, type Rise, riseOf } from './tier-rise.policy.js';
import { lapseDue, policyRefsOf } from './tier-settlement.policy.js';
import { evolveAll, type Proposal, type TierState } from './tier-state.js';

/**
 * What one evaluation leads to: a rise, a proposal or a fall, one of them or none; the end of a
 * proposal that rests on nothing any more; and the score where it, the tier or the next change differs
 * from what was recorded last. The same rule runs on history when a policy is tried out.
 *
 * @param now when it is evaluated: an instant of the local day `assessment.asOf`
 */
export function evaluateTier(
  state: TierState,
  evaluation: RiskEvaluation,
  now: Timestamp,
): readonly TierEvent[] {
  const lapsed = lapseDue(state, now);
  const open = evolveAll(state, lapsed);
  const withdrawn = withdrawals(open, evaluation, now);
  const before = evolveAll(open, withdrawn);
  const moved = movesOf(before, evaluation, now);
  const scores = scoresOf(evolveAll(before, moved), evaluation, now);
  return [...lapsed, ...withdrawn, ...moved, ...scores];
}

/** Not a refusal: the same may be proposed again as soon as it has a foundation again. */
function withdrawals(
  { proposal }: TierState,
  evaluation: RiskEvaluation,
  now: Timestamp,
): readonly TierEvent[] {
  return proposal && !isFounded(proposal.to, evaluation) ? [withdrawalOf(proposal, now)] : [];
}

function withdrawalOf({ from, to, proposalNo }: Proposal, occurredAt: Timestamp): TierEvent {
  return { type: 'TierProposalWithdrawn', occurredAt, data: { from, to, proposalNo } };
}

function movesOf(
  state: TierState,
  evaluation: RiskEvaluation,
  now: Timestamp,
): readonly TierEvent[] {
  const rise = riseOf(state, evaluation);
  if (rise && needsConfirmation(rise.to)) return propose(state, rise, evaluation, now);
  if (rise) return [raise(state.tier, rise, evaluation, now)];
  const to = fallOf(state, evaluation);
  if (to === undefined) return [];
  const policyRefs = policyRefsOf(evaluation);
  const data = { from: state.tier, to, cause: 'DECAY' } as const;
  return [{ type: 'TierLowered', occurredAt: now, policyRefs, data }];
}

function raise(
  from: RiskTier,
  { to, cause }: Rise,
  evaluation: RiskEvaluation,
  now: Timestamp,
): TierEvent {
  return {
    type: 'TierRaised',
    occurredAt: now,
    policyRefs: policyRefsOf(evaluation),
    data: {
      from,
      to,
      asOf: evaluation.assessment.asOf,
      cause: cause === 'SCORE' ? cause : 'SAFETY',
    },
  };
}

/** An open proposal makes way for a higher one, so that one question is open at a time. */
function propose(
  { tier, proposal, lastProposalNo }: TierState,
  rise: Rise,
  evaluation: RiskEvaluation,
  now: Timestamp,
): readonly TierEvent[] {
  const { asOf, confirmedFacts } = evaluation.assessment;
  const proposed: TierEvent = {
    type: 'TierProposed',
    occurredAt: now,
    policyRefs: policyRefsOf(evaluation),
    data: {
      from: tier,
      ...rise,
      proposalNo: lastProposalNo + 1,
      asOf,
      lapsesAt: evaluation.lapsesAt,
      confirmedFacts,
    },
  };
  return proposal ? [withdrawalOf(proposal, now), proposed] : [proposed];
}

function scoresOf(
  { tier, scored, nextChangeAt }: TierState,
  evaluation: RiskEvaluation,
  now: Timestamp,
): readonly TierEvent[] {
  const { assessment, policyVersion, modelVersion } = evaluation;
  const { scorePts, asOf } = assessment;
  const next = nextChangeOf(tier, evaluation);
  if (scored.scorePts === scorePts && scored.tier === tier && nextChangeAt === next) return [];
  return [
    {
      type: 'RiskScored',
      occurredAt: now,
      policyRefs: policyRefsOf(evaluation),
      data: {
        scorePts,
        tier,
        modelVersion,
        policyVersion,
        asOf,
        ...(next === undefined ? {} : { nextChangeAt: next }),
      },
    },
  ];
}
