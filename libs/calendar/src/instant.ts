/** An instant: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Millis = number;

export const SECOND: Millis = 1_000;
export const MINUTE: Millis = 60 * SECOND;
export const DAY: Millis = 24 * 60 * MINUTE;

/**
 * How far one computation may look ahead: a hundred years of local days. Every walk over days stops
 * there with a RangeError, so no input can make it run for ever.
 */
export const HORIZON_DAYS = 36_525;

const earliest = Date.UTC(1900, 0, 1);
// A hundred years of horizon later the year still has the four digits that a timestamp can hold.
const latest = Date.UTC(9899, 0, 1);

/**
 * Returns `at` when it is an instant this library computes with: whole milliseconds, years 1900 to
 * 9898. Throws RangeError otherwise, because such a value is a bug of the caller.
 */
export function requireInstant(at: Millis): Millis {
  if (!Number.isSafeInteger(at) || at < earliest || at >= latest) {
    throw new RangeError(`not an instant of the years 1900 to 9898 in whole milliseconds: ${at}`);
  }
  return at;
}

/** Returns `amount` when it is a whole number from 0. Throws RangeError, naming `what`, otherwise. */
export function requireAmount(amount: number, what: string): number {
  if (!Number.isSafeInteger(amount) || amount < 0) {
    throw new RangeError(`${what} must be a whole number from 0: ${amount}`);
  }
  return amount;
}
