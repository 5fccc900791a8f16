import type { Calendar } from './calendar.js';
import { type Millis, requireAmount, requireInstant, SECOND } from './instant.js';
import { openWindowsFrom } from './open-windows.js';

/** True when `at` is working time. The end of an interval is not. */
export function isOpen(calendar: Calendar, at: Millis): boolean {
  return nextOpen(calendar, at) === at;
}

/** `at` when it is working time, else the instant at which working time next begins. */
export function nextOpen(calendar: Calendar, at: Millis): Millis {
  const window = openWindowsFrom(calendar, requireInstant(at)).next().value;
  return Math.max(window.start, at);
}

/**
 * The earliest instant by which `sec` seconds of working time have passed since `at`. So adding 0
 * is `at` itself even when closed, and adding a whole working day to its opening is its closing, not
 * the next opening.
 *
 * @param at UTC milliseconds
 * @param sec whole seconds from 0; RangeError when not, or when the result is over 100 years away
 */
export function addBusiness(calendar: Calendar, at: Millis, sec: number): Millis {
  return addBusinessMillis(calendar, at, requireAmount(sec, 'business seconds') * SECOND);
}

/** `addBusiness` in milliseconds, for what is left of a clock that was paused within a second. */
export function addBusinessMillis(calendar: Calendar, at: Millis, amount: Millis): Millis {
  let left = requireAmount(amount, 'business milliseconds');
  let instant = requireInstant(at);
  if (left === 0) return instant;
  for (const window of openWindowsFrom(calendar, at)) {
    const start = Math.max(window.start, at);
    instant = start + left;
    if (instant <= window.end) break;
    left -= window.end - start;
  }
  return instant;
}

/**
 * Whole seconds of working time from `from` to `to`; an unfinished second does not count. Negative
 * when `to` is before `from`. Sum several stretches with `businessMillisBetween`, which is exact.
 * Throws RangeError when the two are more than 100 years apart.
 */
export function businessBetween(calendar: Calendar, from: Millis, to: Millis): number {
  const seconds = Math.floor(Math.abs(businessMillisBetween(calendar, from, to)) / SECOND);
  return from <= to || seconds === 0 ? seconds : -seconds;
}

/** Milliseconds of working time from `from` to `to`; negative when `to` is before `from`. */
export function businessMillisBetween(calendar: Calendar, from: Millis, to: Millis): Millis {
  requireInstant(from);
  requireInstant(to);
  const [first, last] = from <= to ? [from, to] : [to, from];
  let sum = 0;
  for (const window of openWindowsFrom(calendar, first)) {
    if (window.start >= last) break;
    sum += Math.min(window.end, last) - Math.max(window.start, first);
  }
  return from <= to || sum === 0 ? sum : -sum;
}
