import {
  addBusinessDays,
  type CalendarSpec,
  compileCalendar,
  localDateOf,
  standardWeek,
} from '@redress/calendar';
import { type LocalDate, millisOf, type Timestamp, timestampOf } from '@redress/kernel';

/** How a tenant counts days: where it is, and when it works. */
export interface TenantTimes {
  readonly zone: string;
  /** The calendar that triage has published last. */
  readonly calendar: CalendarSpec;
}

/** The times of a tenant of which nothing is known: somebody writes before they are heard of. */
export const unknownTimes: TenantTimes = { zone: 'Etc/UTC', calendar: standardWeek('Etc/UTC') };

/** The day that the tenant's wall clock shows. */
export function dateAt({ zone }: TenantTimes, at: Timestamp): LocalDate {
  return localDateOf(zone, millisOf(at));
}

/** The end of so many business days from now. Throws RangeError on a calendar that never opens. */
export function afterBusinessDays(
  { calendar }: TenantTimes,
  at: Timestamp,
  days: number,
): Timestamp {
  const compiled = compileCalendar(calendar);
  if (!compiled.ok) throw new RangeError('the published calendar cannot be used');
  return timestampOf(addBusinessDays(compiled.calendar, millisOf(at), days));
}
