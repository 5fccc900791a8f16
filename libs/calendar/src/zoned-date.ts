import type { LocalDate } from '@redress/kernel';
import { DAY, type Millis, requireInstant } from './instant.js';
import { formatLocalDate, parseLocalDate } from './local-date.js';
import { requireZone } from './zone.js';

/**
 * The date that the wall clock of `zone` shows at an instant.
 *
 * @param zone IANA name; RangeError when unknown
 * @param at UTC milliseconds
 * @returns `YYYY-MM-DD`
 */
export function localDateOf(zone: string, at: Millis): LocalDate {
  const offset = requireZone(zone).offsetAt(requireInstant(at));
  return formatLocalDate(Math.floor((at + offset) / DAY));
}

/**
 * The first instant of a local date. That is not always 00:00: where the clock is put forward at
 * midnight the day starts later, and a date that a zone skipped starts (and ends) at the change.
 *
 * @param zone IANA name; RangeError when unknown
 * @param date `YYYY-MM-DD` from the year 1900 on; RangeError when there is no such date
 * @returns UTC milliseconds
 */
export function startOfLocalDay(zone: string, date: LocalDate): Millis {
  const day = parseLocalDate(date);
  if (day === undefined) throw new RangeError(`no such date: ${date}`);
  return requireZone(zone).resolve(day * DAY).earlier;
}
