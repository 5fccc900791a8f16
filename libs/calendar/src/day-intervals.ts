import type { CalendarProblem } from './calendar-problem.js';
import type { LocalInterval } from './calendar-spec.js';
import { type DayInterval, parseLocalTime } from './local-time.js';

/** Parses the intervals of one day. Faults are added to `problems`, each with its path. */
export function parseDayIntervals(
  intervals: readonly LocalInterval[],
  path: string,
  problems: CalendarProblem[],
): readonly DayInterval[] {
  const parsed: DayInterval[] = [];
  for (const [index, interval] of intervals.entries()) {
    const day = parseInterval(interval, `${path}.${index}`, problems);
    if (!day) continue;
    const previous = parsed.at(-1);
    const order = previous && orderProblem(previous, day, `${path}.${index}.from`);
    if (order) problems.push(order);
    parsed.push(day);
  }
  return parsed;
}

function parseInterval(
  { from, to }: LocalInterval,
  path: string,
  problems: CalendarProblem[],
): DayInterval | undefined {
  const start = parseLocalTime(from);
  const end = parseLocalTime(to);
  if (start === undefined) problems.push(timeProblem(from, `${path}.from`));
  if (end === undefined) problems.push(timeProblem(to, `${path}.to`));
  if (start === undefined || end === undefined) return undefined;
  if (start < end) return { from: start, to: end };
  problems.push({
    path,
    code: 'INTERVAL_EMPTY',
    detail: `${from} to ${to} holds no time; split a night shift at 24:00 over two days`,
  });
  return undefined;
}

function timeProblem(text: string, path: string): CalendarProblem {
  return { path, code: 'TIME_INVALID', detail: `not a time HH:MM from 00:00 to 24:00: ${text}` };
}

function orderProblem(
  previous: DayInterval,
  next: DayInterval,
  path: string,
): CalendarProblem | undefined {
  if (next.from < previous.from) {
    return { path, code: 'INTERVALS_UNSORTED', detail: 'starts before the interval before it' };
  }
  if (next.from < previous.to) {
    return { path, code: 'INTERVALS_OVERLAP', detail: 'starts before the interval before it ends' };
  }
  return undefined;
}
