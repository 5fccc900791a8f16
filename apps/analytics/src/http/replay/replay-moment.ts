import { startOfLocalDay } from '@redress/calendar';
import { type Caller, item, Problem } from '@redress/edge';
import { type Timestamp, timestampOf } from '@redress/kernel';
import type { TimeAxis } from '../../domain/risk/facts/facts-as-of.js';
import type { TenantTimes } from '../../domain/risk/tier/tenant-times.policy.js';
import type { Moments } from '../../read-models/replay/replay-events.js';

/** How a caller names the moments that it asks about. */
interface AskedMoments {
  readonly at?: string | undefined;
  readonly axis: TimeAxis;
  readonly from?: string | undefined;
}

/**
 * The moments that a caller asks about. `at` has to be a past one, now by default; `from` not after it.
 *
 * @throws Problem PARAMETER_INVALID, TIME_NOT_REACHED
 */
export function momentsOf(
  asked: AskedMoments,
  { now }: Pick<Caller, 'now'>,
  times: TenantTimes,
): Moments {
  const at = asked.at === undefined ? now : pastMoment('at', asked.at, now, times);
  if (asked.from === undefined) return { at, axis: asked.axis };
  const from = pastMoment('from', asked.from, now, times);
  if (from > at) throw invalid('from', 'must not be later than at');
  return { at, axis: asked.axis, from };
}

/**
 * Now, after the request has waited for what it follows: what that led to was recorded later than the
 * request came in, and belongs to the answer.
 */
export function presentMoment(): Timestamp {
  return timestampOf(Date.now());
}

/**
 * The instant that a text names: RFC 3339, or a date, which begins when that day does where the
 * tenant is.
 *
 * @throws Problem PARAMETER_INVALID, TIME_NOT_REACHED
 */
export function pastMoment(
  field: string,
  text: string,
  now: Timestamp,
  { zone }: Pick<TenantTimes, 'zone'>,
): Timestamp {
  const moment = momentIn(text, zone);
  if (moment === undefined) {
    throw invalid(field, `must be ${item.timestamp().says}, or a date, YYYY-MM-DD`);
  }
  if (moment > now) throw new Problem('TIME_NOT_REACHED', `${field} is in the future`);
  return moment;
}

function momentIn(text: string, zone: string): Timestamp | undefined {
  if (item.localDate().accepts(text)) return timestampOf(startOfLocalDay(zone, text));
  const rule = item.timestamp();
  const moment = rule.normalise?.(text);
  return typeof moment === 'string' && rule.accepts(moment) ? moment : undefined;
}

function invalid(path: string, problem: string): Problem {
  return new Problem('PARAMETER_INVALID', `${path} ${problem}`, {
    context: { errors: [{ path, problem }] },
  });
}
