import type { RiskTier } from '@redress/contracts';
import type { IdentityFacts } from '../facts/identity-facts.js';
import { dateOf, dayIn } from '../facts/local-day.js';
import type { RiskParameters } from '../policy/risk-parameters.policy.js';
import type { RiskAssessment } from './tier-command.js';
import { openProposal, type TierHistory, tierOf } from './tier-history.js';
import { tierAbove } from './tier-order.js';
import { isSupported } from './tier-rise.policy.js';

/**
 * What stands between a customer and the next tier:
 *
 * - POINTS: the score does not reach it
 * - SUPPORT: too few incidents, or of too few people, and none grave enough to stand alone
 * - RISEN_TODAY: points raise once a local day
 * - PROPOSED: a person has been asked already
 * - REFUSED: a person or time has refused it, and no further fact was confirmed since
 */
export const riseObstacles = ['POINTS', 'SUPPORT', 'RISEN_TODAY', 'PROPOSED', 'REFUSED'] as const;

export type RiseObstacle = (typeof riseObstacles)[number];

/** The next rise by points, and what it waits for. Danger skips tiers and waits for nothing. */
export interface NextRise {
  readonly to: RiskTier;
  /** Millipoints at which the tier begins. */
  readonly entryMilli: number;
  readonly support: RiskAssessment['support'];
  /** Empty: it comes with the next fact, because time alone never raises. */
  readonly waitsFor: readonly RiseObstacle[];
}

/** Whose tier it is, and by which rules and days. */
export interface RiseQuestion {
  readonly history: TierHistory;
  readonly members: readonly IdentityFacts[];
  readonly parameters: Pick<RiskParameters, 'tierEntryPts' | 'rise'>;
  readonly zone: string;
}

/** Why a tier is not higher than it is; null in the highest one. */
export function nextRiseOf(assessment: RiskAssessment, question: RiseQuestion): NextRise | null {
  const { history, parameters } = question;
  const to = tierAbove(tierOf(history));
  if (to === undefined || to === 'T0') return null;
  const { scorePts, support } = assessment;
  const entryMilli = parameters.tierEntryPts[to] * 1_000;
  const obstacles: readonly [RiseObstacle, boolean][] = [
    ['POINTS', scorePts < entryMilli],
    ['SUPPORT', !isSupported(support, parameters.rise)],
    ['RISEN_TODAY', risenOn(question) === assessment.asOf],
    ['PROPOSED', openProposal(history)?.to === to],
    ['REFUSED', isRefused(to, question)],
  ];
  const waitsFor = obstacles.flatMap(([obstacle, stands]) => (stands ? [obstacle] : []));
  return { to, entryMilli, support, waitsFor };
}

/** The local day of the last rise; a proposal is one. */
function risenOn({ history, zone }: RiseQuestion): string | undefined {
  const last = history.changes.findLast(({ kind }) => kind === 'RAISED' || kind === 'PROPOSED');
  return last && dateOf(dayIn(zone, last.occurredAt));
}

/** What was refused is compared with what was known when it was proposed, as the decider does. */
function isRefused(to: RiskTier, { history: { changes }, members }: RiseQuestion): boolean {
  const refusal = changes.findLast(
    ({ kind, from, to: proposed, cause }) =>
      ((kind === 'DECLINED' || kind === 'LAPSED') && proposed === to) ||
      (kind === 'LOWERED' && cause === 'REVIEW' && from === to),
  );
  if (!refusal) return false;
  const judged = changes.find(
    ({ kind, proposalNo }) => kind === 'PROPOSED' && proposalNo === refusal.proposalNo,
  );
  const knownBy = (judged ?? refusal).recordedAt;
  return !members.some(({ incidents }) =>
    incidents.some(({ verdicts }) => {
      const first = verdicts.find(({ kind }) => kind === 'CONFIRMED');
      return first !== undefined && first.recordedAt > knownBy;
    }),
  );
}
