import type { LocalDate } from '@redress/kernel';
import { WEEKDAYS, type Weekday } from './calendar-spec.js';
import { DAY } from './instant.js';

/** A local date as a number: days since 1970-01-01. Free of any zone, and easy to count with. */
export type EpochDay = number;

const pattern = /^(?:19|[2-9]\d)\d{2}-\d{2}-\d{2}$/;

/** The epoch day of `YYYY-MM-DD`, undefined when there is no such date from the year 1900 on. */
export function parseLocalDate(text: LocalDate): EpochDay | undefined {
  if (!pattern.test(text)) return undefined;
  const day = Date.parse(`${text}T00:00:00.000Z`) / DAY;
  // Date.parse reads 2025-02-30 as 2 March.
  return !Number.isNaN(day) && formatLocalDate(day) === text ? day : undefined;
}

/** `YYYY-MM-DD` of an epoch day. */
export function formatLocalDate(day: EpochDay): LocalDate {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** The weekday of an epoch day. */
export function weekdayOf(day: EpochDay): Weekday {
  // 1970-01-01 was a Thursday, the fourth of the list.
  const index = (((day + 3) % 7) + 7) % 7;
  return WEEKDAYS[index] ?? 'mon';
}
