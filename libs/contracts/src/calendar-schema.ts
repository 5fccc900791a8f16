import { t } from './schema.js';

const intervals = t.list(t.object({ from: t.localTime(), to: t.localTime() }), 12);

/** Business hours: zone, intervals per weekday, dated exceptions (make-up workdays included). */
export const calendarSchema = t.object({
  zone: t.zone(),
  week: t.object({
    mon: intervals,
    tue: intervals,
    wed: intervals,
    thu: intervals,
    fri: intervals,
    sat: intervals,
    sun: intervals,
  }),
  exceptions: t.list(
    t.kinds({
      OFF: { date: t.localDate() },
      /** A make-up workday, worked like the named weekday. */
      ON: {
        date: t.localDate(),
        asWeekday: t.optional(t.oneOf(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])),
      },
      REPLACE: { date: t.localDate(), intervals },
    }),
    1_000,
  ),
});
