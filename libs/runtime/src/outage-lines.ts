/** What is to be said of a failure that may go on for hours. */
export interface OutageLine {
  /** How often it happened since the last line, this time included. */
  readonly times: number;
  /** How long it has gone on, in whole seconds; 0 when it begins. */
  readonly seconds: number;
}

/** Least time between two lines; so long without a failure, and the next one is another outage. In ms. */
const everyMs = 60_000;

/**
 * Says of each failure whether it is worth a line: when an outage begins, and then once a minute.
 * Failures with the same code are one outage. The codes are few: each is remembered for ever.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function outageLines(
  now: () => number = () => performance.now(),
): (code: string) => OutageLine | undefined {
  const outages = new Map<string, { since: number; told: number; last: number; times: number }>();
  return (code) => {
    const at = now();
    const known = outages.get(code);
    if (!known || at - known.last >= everyMs) {
      outages.set(code, { since: at, told: at, last: at, times: 0 });
      return { times: 1, seconds: 0 };
    }
    known.last = at;
    known.times += 1;
    if (at - known.told < everyMs) return undefined;
    const { times, since } = known;
    Object.assign(known, { told: at, times: 0 });
    return { times, seconds: Math.floor((at - since) / 1_000) };
  };
}
