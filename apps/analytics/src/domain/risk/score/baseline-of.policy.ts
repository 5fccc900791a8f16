/** How a group of customers does: in the middle, and how far from it half of them stay. */
export interface Baseline {
  readonly medianMilli: number;
  /** Median absolute deviation. */
  readonly madMilli: number;
  /** Customers that were compared. */
  readonly n: number;
}

/**
 * The baseline of these rates, in thousandths, in whatever order. Undefined for no rates. Whole
 * numbers throughout: between two middle values the mean counts, rounded half up.
 */
export function baselineOf(ratesMilli: readonly number[]): Baseline | undefined {
  const n = ratesMilli.length;
  if (n === 0) return undefined;
  const medianMilli = medianOf(ratesMilli);
  return { medianMilli, madMilli: medianOf(ratesMilli.map((x) => Math.abs(x - medianMilli))), n };
}

/** The median of at least one number. */
function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return Math.floor((lower + upper + 1) / 2);
}
