/** An instant: RFC 3339, UTC, always with milliseconds, e.g. `2026-03-01T09:30:00.000Z`. */
export type Timestamp = string;

/** A local calendar date, `YYYY-MM-DD`. Which zone it is local to is said by its neighbour field. */
export type LocalDate = string;

/** The one form in which an instant is written; whether it is in the calendar, `isTimestamp` says. */
export const timestampPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** True when `value` is a timestamp in the one form that is stored and compared. */
export function isTimestamp(value: string): value is Timestamp {
  if (!timestampPattern.test(value)) return false;
  const millis = Date.parse(value);
  // `Date` reads 30 February as 2 March; written back it gives itself away.
  return !Number.isNaN(millis) && timestampOf(millis) === value;
}

/** UTC milliseconds of a timestamp. Throws RangeError when it is not one: a bug, not bad input. */
export function millisOf(timestamp: Timestamp): number {
  if (!isTimestamp(timestamp)) throw new RangeError(`not a timestamp: ${timestamp}`);
  return Date.parse(timestamp);
}

/** The timestamp of whole UTC milliseconds. Throws RangeError beyond what a `Date` can hold. */
export function timestampOf(millis: number): Timestamp {
  return new Date(millis).toISOString();
}

/** The timestamp `seconds` after `timestamp`. */
export function plusSeconds(timestamp: Timestamp, seconds: number): Timestamp {
  return timestampOf(millisOf(timestamp) + seconds * 1000);
}

/** The later of two instants. */
export function laterOf(a: Timestamp, b: Timestamp): Timestamp {
  return millisOf(a) >= millisOf(b) ? a : b;
}
