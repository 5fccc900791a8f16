/** The middle of some numbers; of an even count the mean of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = Math.floor(sorted.length / 2);
  const upper = at(sorted, middle);
  return sorted.length % 2 === 1 ? upper : (at(sorted, middle - 1) + upper) / 2;
}

/**
 * The smallest of the numbers that at least `percent` per cent of them do not exceed (nearest
 * rank), so that it is always one that was measured.
 */
export function percentileOf(values: readonly number[], percent: number): number {
  if (!(percent > 0 && percent <= 100)) throw new RangeError(`${percent} is no percentage`);
  const sorted = ascending(values);
  return at(sorted, Math.ceil((sorted.length * percent) / 100) - 1);
}

function ascending(values: readonly number[]): number[] {
  if (values.length === 0) throw new RangeError('nothing was measured');
  return [...values].sort((a, b) => a - b);
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`there is no ${index} in ${values.length} values`);
  return value;
}
