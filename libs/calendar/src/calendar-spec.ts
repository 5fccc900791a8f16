import type { LocalDate } from '@redress/kernel';

/** The days of the week in ISO order. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/**
 * Working time of one local day, half-open: `from` belongs to it, `to` does not. Both are `HH:MM` of
 * the wall clock, `to` may be `24:00`. A night shift is two intervals on two days.
 */
export interface LocalInterval {
  readonly from: string;
  readonly to: string;
}

/**
 * A date that does not follow its weekday.
 *
 * - `OFF`: no working time, e.g. a public holiday.
 * - `ON`: a make-up workday (调休), worked like the weekday `asWeekday`, by default like a Monday.
 * - `REPLACE`: these intervals instead of those of the weekday, e.g. a short New Year's Eve.
 */
export type CalendarException =
  | { readonly date: LocalDate; readonly kind: 'OFF' }
  | { readonly date: LocalDate; readonly kind: 'ON'; readonly asWeekday?: Weekday }
  | {
      readonly date: LocalDate;
      readonly kind: 'REPLACE';
      readonly intervals: readonly LocalInterval[];
    };

/**
 * A calendar as people write it and as events carry it: plain JSON. A weekday that is missing or has
 * an empty list is a day off.
 */
export interface CalendarSpec {
  /** IANA time zone, e.g. `Asia/Shanghai`. */
  readonly zone: string;
  readonly week: Readonly<Partial<Record<Weekday, readonly LocalInterval[]>>>;
  readonly exceptions: readonly CalendarException[];
}
