import type { Calendar, Window } from './calendar.js';
import { DAY, HORIZON_DAYS, type Millis } from './instant.js';
import type { EpochDay } from './local-date.js';

/** The local date at an instant, as a number. */
export function localDayOf({ zone }: Calendar, at: Millis): EpochDay {
  return Math.floor((at + zone.offsetAt(at)) / DAY);
}

/**
 * The windows that end after `at`, in order: the first may contain `at`. Throws RangeError when the
 * caller still asks beyond the horizon.
 */
export function* openWindowsFrom(calendar: Calendar, at: Millis): Generator<Window, never> {
  const today = localDayOf(calendar, at);
  // One day early: a clock put back over midnight may return to working time of the day before.
  for (let day = today - 1; day <= today + HORIZON_DAYS; day++) {
    for (const window of calendar.windowsOn(day)) {
      if (window.end > at) yield window;
    }
  }
  throw new RangeError(`more than ${HORIZON_DAYS} days of business time ahead`);
}
