import type { EventOf, peerBaselineEvents } from '@redress/contracts';
import type { LocalDate } from '@redress/kernel';
import type { PartyType } from '../facts/identity-facts.js';
import type { RiskParameters } from '../policy/risk-parameters.policy.js';

/** How often the customers of a group return what they buy, as of one day. */
export type PeerBaseline = EventOf<typeof peerBaselineEvents.PeerBaselinePublished>['data'];

/**
 * Where most customers return nothing, the deviation is 0 and whoever returns anything is infinitely
 * far away. So nobody is measured with a finer rule than one return in twenty orders.
 */
const MIN_MAD_MILLI = 50;

/** Of a normal distribution the standard deviation is 1.4826 times the median absolute deviation. */
const DEVIATIONS_PER_MAD_E4 = 14_826;

/** Returns per order in thousandths, rounded down. */
export function returnRateMilli(returns: number, orders: number): number {
  return Math.floor((returns * 1_000) / orders);
}

/** The newest baseline of a group on or before a date. */
export function baselineOn(
  date: LocalDate,
  group: PartyType,
  baselines: readonly PeerBaseline[],
): PeerBaseline | undefined {
  return baselines
    .filter((each) => each.group === group && each.date <= date)
    .reduce<PeerBaseline | undefined>(
      (newest, each) => (newest === undefined || each.date > newest.date ? each : newest),
      undefined,
    );
}

/**
 * How far a customer's return rate is above that of its peers, as a severity; 0 where it is not, and
 * where too few orders are known to say anything.
 */
export function returnSeverity(
  known: { readonly returnsThen: number; readonly ordersThen: number },
  { medianMilli, madMilli }: PeerBaseline,
  { ordersMin, zMilli }: RiskParameters['returnRate'],
): number {
  if (known.ordersThen < ordersMin) return 0;
  const above = returnRateMilli(known.returnsThen, known.ordersThen) - medianMilli;
  const unit = DEVIATIONS_PER_MAD_E4 * Math.max(madMilli, MIN_MAD_MILLI);
  // z in thousandths = above x 1,000 / (1.4826 x MAD), compared without dividing.
  return zMilli.filter((bound) => above * 10_000_000 >= bound * unit && above > 0).length;
}
