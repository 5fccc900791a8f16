import { localDateOf } from '@redress/calendar';
import { type LocalDate, millisOf, type Timestamp, timestampOf } from '@redress/kernel';

const DAY_MILLIS = 86_400_000;

/** A local date as a number, days since 1970-01-01, so that ages are differences. */
export type EpochDay = number;

/** The epoch day of a local date. RangeError when there is no such date. */
export function dayOf(date: LocalDate): EpochDay {
  return wholeDays(millisOf(`${date}T00:00:00.000Z`));
}

/** The local date of an epoch day. */
export function dateOf(day: EpochDay): LocalDate {
  return timestampOf(day * DAY_MILLIS).slice(0, 10);
}

/** The same facts are looked at on many days; of so many instants their own day is remembered. */
const MAX_DAYS_KEPT = 20_000;
const daysByZone = new Map<string, Map<Timestamp, EpochDay>>();
let daysKept = 0;

/** The day that the wall clock of `zone` (IANA) shows at an instant. */
export function dayIn(zone: string, at: Timestamp): EpochDay {
  const days = daysByZone.get(zone);
  const known = days?.get(at);
  if (known !== undefined) return known;
  const day = wholeDays(Date.parse(localDateOf(zone, millisOf(at))));
  keepDay(zone, at, day);
  return day;
}

function keepDay(zone: string, at: Timestamp, day: EpochDay): void {
  if (daysKept >= MAX_DAYS_KEPT) {
    daysByZone.clear();
    daysKept = 0;
  }
  const days = daysByZone.get(zone) ?? new Map<Timestamp, EpochDay>();
  daysByZone.set(zone, days.set(at, day));
  daysKept += 1;
}

/** The same day `years` later; 29 February has its anniversary on 1 March. */
export function yearsAfter(day: EpochDay, years: number): EpochDay {
  const date = new Date(day * DAY_MILLIS);
  const year = date.getUTCFullYear() + years;
  return wholeDays(Date.UTC(year, date.getUTCMonth(), date.getUTCDate()));
}

/** Rounding changes no value here; it makes small integers, with which walks over days are fast. */
function wholeDays(millis: number): EpochDay {
  return Math.floor(millis / DAY_MILLIS);
}
