import type { Calendar, Window } from './calendar.js';
import { DAY, HORIZON_DAYS, type Millis, requireAmount, requireInstant } from './instant.js';
import type { EpochDay } from './local-date.js';
import { localDayOf } from './open-windows.js';

/**
 * The same local time of day on the `days`-th business day after the local date of `at`, moved into
 * that day's working hours: not before it opens, not after it closes. A pause in between, such as
 * lunch, moves nothing. A business day is a local date with working time; the day of `at` itself
 * never counts, whether it is one or not. From a day off the result is the close of that business
 * day: a Saturday counts like the Friday evening before it, so that whoever asks later is never
 * due earlier. Adding 0 days is `at` itself.
 *
 * @param at UTC milliseconds
 * @param days whole number from 0; RangeError when not, or when the result is over 100 years away
 */
export function addBusinessDays(calendar: Calendar, at: Millis, days: number): Millis {
  requireInstant(at);
  if (requireAmount(days, 'business days') === 0) return at;
  const today = localDayOf(calendar, at);
  const { day, opens, closes } = businessDayAfter(calendar, today, days);
  if (calendar.windowsOn(today).length === 0) return closes;
  const timeOfDay = at + calendar.zone.offsetAt(at) - today * DAY;
  const sameTime = calendar.zone.resolve(day * DAY + timeOfDay).earlier;
  return Math.min(Math.max(sameTime, opens), closes);
}

/**
 * The instant at which working time ends on the `n`-th business day after the local date of `at`,
 * as in "by close of the 3rd business day after the day of receipt". Something received on a day
 * off counts from the next business day as day 1.
 *
 * @param at UTC milliseconds
 * @param n whole number from 1; RangeError when not, or when the result is over 100 years away
 */
export function closeOfBusinessDay(calendar: Calendar, at: Millis, n: number): Millis {
  if (requireAmount(n, 'business days') === 0) throw new RangeError('business days start at 1');
  return businessDayAfter(calendar, localDayOf(calendar, requireInstant(at)), n).closes;
}

interface BusinessDay {
  readonly day: EpochDay;
  readonly opens: Millis;
  readonly closes: Millis;
}

function businessDayAfter(calendar: Calendar, today: EpochDay, n: number): BusinessDay {
  let left = n;
  for (let day = today + 1; day <= today + HORIZON_DAYS; day++) {
    const windows: readonly Window[] = calendar.windowsOn(day);
    const first = windows[0];
    const last = windows.at(-1);
    if (!first || !last) continue;
    left -= 1;
    if (left === 0) return { day, opens: first.start, closes: last.end };
  }
  throw new RangeError(`${n} business days are more than ${HORIZON_DAYS} days ahead`);
}
