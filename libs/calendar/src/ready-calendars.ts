import { type CalendarSpec, type LocalInterval, WEEKDAYS, type Weekday } from './calendar-spec.js';

const MONDAY_TO_FRIDAY = WEEKDAYS.slice(0, 5);

/** Monday to Friday 09:00 to 18:00 without a break. Holidays are the tenant's to add. */
export function standardWeek(zone: string): CalendarSpec {
  return sameEveryDay(zone, MONDAY_TO_FRIDAY, [{ from: '09:00', to: '18:00' }]);
}

/** Monday to Friday 09:00 to 12:00 and 13:00 to 18:00. Holidays are the tenant's to add. */
export function standardWeekWithLunch(zone: string): CalendarSpec {
  return sameEveryDay(zone, MONDAY_TO_FRIDAY, [
    { from: '09:00', to: '12:00' },
    { from: '13:00', to: '18:00' },
  ]);
}

/** Every hour of every day: business time is elapsed time, and only its days follow the zone. */
export function alwaysOpen(zone: string): CalendarSpec {
  return sameEveryDay(zone, WEEKDAYS, [{ from: '00:00', to: '24:00' }]);
}

function sameEveryDay(
  zone: string,
  weekdays: readonly Weekday[],
  intervals: readonly LocalInterval[],
): CalendarSpec {
  const week = Object.fromEntries(weekdays.map((weekday) => [weekday, intervals]));
  return { zone, week, exceptions: [] };
}
