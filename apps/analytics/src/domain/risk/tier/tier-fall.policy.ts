import { localDateOf, startOfLocalDay } from '@redress/calendar';
import type { RiskTier } from '@redress/contracts';
import { type LocalDate, millisOf, type Timestamp, timestampOf } from '@redress/kernel';
import { dateOf, dayOf } from '../facts/local-day.js';
import type { RiskEvaluation } from './tier-command.js';
import { tierBelow } from './tier-order.js';
import type { TierState } from './tier-state.js';

/**
 * The tier to which an evaluation lowers; undefined where it lowers nothing. One tier at a time and
 * once a local day; not out of the tier that the floor holds.
 */
export function fallOf(
  { tier, loweredAt }: TierState,
  evaluation: RiskEvaluation,
): RiskTier | undefined {
  const { assessment, zone } = evaluation;
  const date = fallDateOf(tier, evaluation);
  if (date === undefined || date > assessment.asOf) return undefined;
  if (loweredAt && localDateOf(zone, millisOf(loweredAt)) >= assessment.asOf) return undefined;
  return tierBelow(tier);
}

/**
 * When the tier falls if nothing else happens: the beginning of a local day, and never one that has
 * begun, because what an evaluation does today it has done. Undefined where it never falls.
 */
export function nextChangeOf(tier: RiskTier, evaluation: RiskEvaluation): Timestamp | undefined {
  const { assessment, zone } = evaluation;
  const date = fallDateOf(tier, evaluation);
  if (date === undefined) return undefined;
  return timestampOf(startOfLocalDay(zone, laterDate(date, dateOf(dayOf(assessment.asOf) + 1))));
}

/** The day on which a tier falls, with what the floor adds to it. */
function fallDateOf(tier: RiskTier, evaluation: RiskEvaluation): LocalDate | undefined {
  if (tier === 'T0') return undefined;
  const { fallsOn, floorUntil } = evaluation.assessment;
  const date = fallsOn[tier] ?? undefined;
  if (date === undefined || !isHeld(tier, evaluation)) return date;
  return floorUntil === null ? undefined : laterDate(date, floorUntil);
}

/** A customer who was never confirmed there is below the floor, and not held by it. */
function isHeld(tier: RiskTier, { assessment, parameters }: RiskEvaluation): boolean {
  return assessment.floorHolds && tier === parameters.floor.tier;
}

function laterDate(a: LocalDate, b: LocalDate): LocalDate {
  return a >= b ? a : b;
}
