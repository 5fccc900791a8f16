/** Bounds of a wait that grows with each failure, in milliseconds. */
export interface BackOff {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * A wait with full jitter, in milliseconds: members that failed together do not come back
 * together. Never below a tenth of `minMs`, so that a run of small numbers is no busy loop.
 *
 * @param attempt failures so far, from 1
 * @param random a number in [0, 1)
 */
export function fullJitter(attempt: number, { minMs, maxMs }: BackOff, random: number): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** Math.min(attempt - 1, 30));
  return Math.max(minMs / 10, ceiling * random);
}

/** The wait after `current`: double it up to `maxMs`. */
export function doubled(current: number, { minMs, maxMs }: BackOff): number {
  return Math.min(maxMs, Math.max(minMs, current * 2));
}
