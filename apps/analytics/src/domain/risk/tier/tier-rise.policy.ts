import type { RiskTier } from '@redress/contracts';
import type { RiskAssessment, RiskEvaluation } from './tier-command.js';
import { rankOf, tierAbove } from './tier-order.js';
import type { TierState } from './tier-state.js';

/** A step up, and what for. */
export interface Rise {
  readonly to: RiskTier;
  readonly cause: 'SCORE' | 'SAFETY' | 'SAFETY_FLOOR';
}

/** The tiers that are entered without anybody's confirmation. */
const unconfirmed: readonly RiskTier[] = ['T0', 'T1', 'T2'];

/** True when the tier counts only once a person confirms it. */
export function needsConfirmation(tier: RiskTier): boolean {
  return !unconfirmed.includes(tier);
}

/**
 * The highest rise that an evaluation may make; undefined where there is none. Points raise only
 * with support, one tier at a time and once a local day. Danger goes straight to its tier, at any
 * time; the floor needs no support and no points. A rise that needs a confirmation waits while one
 * as high is open. Into a tier that a person or time refused, or a review lowered, nobody rises until
 * a further fact is confirmed. Time alone never raises.
 */
export function riseOf(state: TierState, evaluation: RiskEvaluation): Rise | undefined {
  if (evaluation.cause === 'DECAY') return undefined;
  return risesOf(state.tier, evaluation)
    .filter(({ to }) => rankOf(to) > rankOf(state.tier))
    .sort((a, b) => rankOf(b.to) - rankOf(a.to))
    .find((rise) => isFree(rise, state, evaluation.assessment));
}

/** All rises that the rules know; of two that are as high the weightier cause comes first. */
function risesOf(tier: RiskTier, { assessment, parameters }: RiskEvaluation): readonly Rise[] {
  const { floor, rise, tierEntryPts } = parameters;
  const rises: Rise[] = [];
  if (assessment.floorHolds) rises.push({ to: floor.tier, cause: 'SAFETY_FLOOR' });
  if (!isSupported(assessment.support, rise)) return rises;
  rises.push({ to: tierAt(assessment.safetyPts, tierEntryPts), cause: 'SAFETY' });
  const next = tierAbove(tier);
  if (next && rankOf(tierAt(assessment.scorePts, tierEntryPts)) >= rankOf(next)) {
    rises.push({ to: next, cause: 'SCORE' });
  }
  return rises;
}

/** Nobody rises on the word of one person, unless what happened is as grave as can be. */
export function isSupported(
  { incidents, reporters, topSeverity }: RiskAssessment['support'],
  { incidents: least, reporters: people, soloSeverity }: RiskEvaluation['parameters']['rise'],
): boolean {
  return (incidents >= least && reporters >= people) || topSeverity >= soloSeverity;
}

/**
 * True while what a tier was proposed for still holds, by the measure by which tiers fall: a proposal
 * does not come and go with every point.
 */
export function isFounded(
  to: RiskTier,
  { assessment, parameters }: Pick<RiskEvaluation, 'assessment' | 'parameters'>,
): boolean {
  const { floor, rise, fall, tierEntryPts } = parameters;
  if (to === 'T0' || (assessment.floorHolds && rankOf(to) <= rankOf(floor.tier))) return true;
  const least = (tierEntryPts[to] - fall.marginPts) * 1_000;
  return isSupported(assessment.support, rise) && assessment.scorePts >= least;
}

/** The highest tier whose entry these millipoints reach. */
export function tierAt(pts: number, entry: RiskEvaluation['parameters']['tierEntryPts']): RiskTier {
  const tiers = ['T4', 'T3', 'T2', 'T1'] as const;
  return tiers.find((tier) => pts >= entry[tier] * 1_000) ?? 'T0';
}

function isFree({ to, cause }: Rise, state: TierState, assessment: RiskAssessment): boolean {
  const { lastRiseOn, proposal, refused } = state;
  const { asOf, confirmedFacts } = assessment;
  if (cause === 'SCORE' && lastRiseOn !== undefined && lastRiseOn >= asOf) return false;
  if (confirmedFacts <= (refused[to] ?? -1)) return false;
  if (!needsConfirmation(to)) return true;
  // Only danger skips tiers, so only danger is ever higher than what is open.
  return !proposal || rankOf(to) > rankOf(proposal.to);
}
