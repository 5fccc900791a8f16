import type { Weekday } from './calendar-spec.js';
import { DAY, type Millis } from './instant.js';
import { type EpochDay, weekdayOf } from './local-date.js';
import type { DayInterval } from './local-time.js';
import type { Zone } from './zone.js';

/** Working time as instants, half-open, in UTC milliseconds. */
export interface Window {
  readonly start: Millis;
  readonly end: Millis;
}

/**
 * A compiled calendar; make one with `compileCalendar`. It is a value: the same spec always gives
 * the same answers. What it remembers of days already worked out only makes it faster.
 */
export interface Calendar {
  readonly zone: Zone;
  /**
   * Working time of a local date: sorted, each with time in it, and disjoint from one another and
   * from those of every other date.
   */
  windowsOn(day: EpochDay): readonly Window[];
}

/** The parts of a spec that passed validation. */
export interface CalendarParts {
  readonly zone: Zone;
  readonly week: ReadonlyMap<Weekday, readonly DayInterval[]>;
  readonly exceptions: ReadonlyMap<EpochDay, readonly DayInterval[]>;
}

const MAX_CACHED_DAYS = 1_024;

/** Builds the calendar of validated parts. */
export function makeCalendar({ zone, week, exceptions }: CalendarParts): Calendar {
  const cache = new Map<EpochDay, readonly Window[]>();

  const resolveDay = (day: EpochDay): Window[] =>
    merge(
      (exceptions.get(day) ?? week.get(weekdayOf(day)) ?? []).map(({ from, to }) => ({
        start: zone.resolve(day * DAY + from).earlier,
        end: zone.resolve(day * DAY + to).later,
      })),
    );

  function windowsOn(day: EpochDay): readonly Window[] {
    const cached = cache.get(day);
    if (cached) return cached;
    // A clock put back over midnight shows the end of the day before once more after this day has
    // begun. That time is counted once, as time of the day before. A clock put forward leaves a
    // window within the gap empty. What either leaves without time is no window.
    const taken = resolveDay(day - 1).at(-1)?.end ?? Number.NEGATIVE_INFINITY;
    const windows = resolveDay(day)
      .map(({ start, end }) => ({ start: Math.max(start, taken), end }))
      .filter(({ start, end }) => start < end);
    if (cache.size >= MAX_CACHED_DAYS) cache.clear();
    cache.set(day, windows);
    return windows;
  }

  return { zone, windowsOn };
}

/** The union of windows sorted by start. */
function merge(windows: readonly Window[]): Window[] {
  const merged: Window[] = [];
  for (const window of windows) {
    const last = merged.at(-1);
    if (last && window.start <= last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, window.end) };
    } else {
      merged.push(window);
    }
  }
  return merged;
}
