import { type Calendar, makeCalendar } from './calendar.js';
import type { CalendarProblem } from './calendar-problem.js';
import {
  type CalendarException,
  type CalendarSpec,
  WEEKDAYS,
  type Weekday,
} from './calendar-spec.js';
import { parseDayIntervals } from './day-intervals.js';
import { type EpochDay, parseLocalDate } from './local-date.js';
import type { DayInterval } from './local-time.js';
import { findZone } from './zone.js';

/** At most ten years of dated exceptions, so that days off can never fill the horizon. */
export const MAX_EXCEPTIONS = 3_660;

/** The calendar, or everything that is wrong with its spec. */
export type CompiledCalendar =
  | { readonly ok: true; readonly calendar: Calendar }
  | { readonly ok: false; readonly problems: readonly CalendarProblem[] };

/**
 * Validates a spec and makes it ready for computing. All faults are reported, not only the first.
 * A week without working time is one of them: its business time would end some day, and a deadline
 * beyond that would never come.
 *
 * @param spec of the right shape (schemas check that); its contents may be anything
 */
export function compileCalendar(spec: CalendarSpec): CompiledCalendar {
  const problems: CalendarProblem[] = [];
  const zone = findZone(spec.zone);
  if (!zone) {
    problems.push({
      path: 'zone',
      code: 'ZONE_UNKNOWN',
      detail: `not an IANA time zone: ${spec.zone}`,
    });
  }
  const week = parseWeek(spec.week, problems);
  const exceptions = parseExceptions(spec.exceptions, week, problems);
  if (!zone || problems.length > 0) return { ok: false, problems };
  return { ok: true, calendar: makeCalendar({ zone, week, exceptions }) };
}

/**
 * The calendar of a spec that is known to be valid, e.g. because it was published. Throws RangeError
 * naming the problems when it is not.
 */
export function requireCalendar(spec: CalendarSpec): Calendar {
  const compiled = compileCalendar(spec);
  if (compiled.ok) return compiled.calendar;
  const faults = compiled.problems.map(({ path, code }) => `${path}: ${code}`);
  throw new RangeError(`invalid calendar: ${faults.join(', ')}`);
}

type Week = ReadonlyMap<Weekday, readonly DayInterval[]>;

function parseWeek(spec: CalendarSpec['week'], problems: CalendarProblem[]): Week {
  const week = new Map<Weekday, readonly DayInterval[]>();
  for (const [name, intervals] of Object.entries(spec)) {
    const path = `week.${name}`;
    if (isWeekday(name)) week.set(name, parseDayIntervals(intervals, path, problems));
    else problems.push(weekdayProblem(name, path));
  }
  if (Object.values(spec).every((intervals) => intervals.length === 0)) {
    problems.push({
      path: 'week',
      code: 'CALENDAR_EMPTY',
      detail: 'no weekday has working time',
    });
  }
  return week;
}

function parseExceptions(
  exceptions: readonly CalendarException[],
  week: Week,
  problems: CalendarProblem[],
): ReadonlyMap<EpochDay, readonly DayInterval[]> {
  const parsed = new Map<EpochDay, readonly DayInterval[]>();
  if (exceptions.length > MAX_EXCEPTIONS) {
    problems.push({
      path: 'exceptions',
      code: 'EXCEPTIONS_TOO_MANY',
      detail: `${exceptions.length} exceptions, at most ${MAX_EXCEPTIONS} are allowed`,
    });
    return parsed;
  }
  for (const [index, exception] of exceptions.entries()) {
    const path = `exceptions.${index}`;
    const date = parseLocalDate(exception.date);
    if (date === undefined) problems.push(dateProblem(exception.date, `${path}.date`));
    else if (parsed.has(date)) problems.push(duplicateProblem(exception.date, `${path}.date`));
    const intervals = intervalsOf(exception, { path, week, problems });
    if (date !== undefined) parsed.set(date, intervals);
  }
  return parsed;
}

interface ExceptionContext {
  readonly path: string;
  readonly week: Week;
  readonly problems: CalendarProblem[];
}

function intervalsOf(
  exception: CalendarException,
  { path, week, problems }: ExceptionContext,
): readonly DayInterval[] {
  switch (exception.kind) {
    case 'OFF':
      return [];
    case 'ON':
      return makeUpIntervals(exception.asWeekday ?? 'mon', { path, week, problems });
    case 'REPLACE':
      if (exception.intervals.length === 0) {
        problems.push({
          path: `${path}.intervals`,
          code: 'INTERVALS_MISSING',
          detail: 'REPLACE needs an interval; a day without working time is OFF',
        });
      }
      return parseDayIntervals(exception.intervals, `${path}.intervals`, problems);
    default:
      problems.push(kindProblem(exception, path));
      return [];
  }
}

function makeUpIntervals(
  asWeekday: Weekday,
  { path, week, problems }: ExceptionContext,
): readonly DayInterval[] {
  if (!isWeekday(asWeekday)) {
    problems.push(weekdayProblem(asWeekday, `${path}.asWeekday`));
    return [];
  }
  const intervals = week.get(asWeekday) ?? [];
  if (intervals.length === 0) {
    problems.push({
      path: `${path}.asWeekday`,
      code: 'MAKE_UP_DAY_EMPTY',
      detail: `a workday like ${asWeekday}, which has no working time`,
    });
  }
  return intervals;
}

function isWeekday(name: string): name is Weekday {
  return WEEKDAYS.some((weekday) => weekday === name);
}

function weekdayProblem(name: string, path: string): CalendarProblem {
  return { path, code: 'WEEKDAY_UNKNOWN', detail: `not one of ${WEEKDAYS.join(' ')}: ${name}` };
}

function dateProblem(date: string, path: string): CalendarProblem {
  return { path, code: 'DATE_INVALID', detail: `no such date YYYY-MM-DD: ${date}` };
}

function duplicateProblem(date: string, path: string): CalendarProblem {
  return { path, code: 'DATE_DUPLICATE', detail: `${date} has another exception already` };
}

/** The type says this cannot happen; a spec read from JSON may say otherwise. */
function kindProblem(exception: never, path: string): CalendarProblem {
  const { kind }: { kind?: unknown } = exception;
  return {
    path: `${path}.kind`,
    code: 'EXCEPTION_KIND_UNKNOWN',
    detail: `not one of OFF ON REPLACE: ${String(kind)}`,
  };
}
