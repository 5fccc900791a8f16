/** What can be wrong with a calendar spec. Codes are stable; screens translate them. */
export type CalendarProblemCode =
  | 'ZONE_UNKNOWN'
  | 'WEEKDAY_UNKNOWN'
  | 'TIME_INVALID'
  | 'INTERVAL_EMPTY'
  | 'INTERVALS_UNSORTED'
  | 'INTERVALS_OVERLAP'
  | 'INTERVALS_MISSING'
  | 'DATE_INVALID'
  | 'DATE_DUPLICATE'
  | 'EXCEPTION_KIND_UNKNOWN'
  | 'EXCEPTIONS_TOO_MANY'
  | 'MAKE_UP_DAY_EMPTY'
  | 'CALENDAR_EMPTY';

/** One fault of a calendar spec. */
export interface CalendarProblem {
  /** Where in the spec, e.g. `week.mon.0.to` or `exceptions.3.date`. */
  readonly path: string;
  readonly code: CalendarProblemCode;
  /** For people, in English. */
  readonly detail: string;
}
