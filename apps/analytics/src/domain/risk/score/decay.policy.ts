const PPM = 1_000_000n;

/** Fixed point: a fraction is a whole number of 2^-128. All of it is exact integer arithmetic. */
const BITS = 128n;
const ONE = 1n << BITS;

/** Beyond 21 half-lives less than half a millionth is left, which is rounded to nothing. */
const HALF_LIVES_KEPT = 21;

/** A long half-life has a long table; so many are kept at a time. */
const MAX_TABLES = 64;
const tables = new Map<number, Int32Array>();

/**
 * What is left of a fact: 2^(-age / half-life) in parts per million, rounded half up.
 *
 * @param ageDays whole days from 0; @param halfLifeDays whole days from 1
 */
export function decayPpm(ageDays: number, halfLifeDays: number): number {
  return decayTable(halfLifeDays)[ageDays] ?? 0;
}

/** The same by age in days; beyond its end nothing is left. Computed once per half-life. */
export function decayTable(halfLifeDays: number): Int32Array {
  const known = tables.get(halfLifeDays);
  if (known) return known;
  if (tables.size >= MAX_TABLES) tables.clear();
  const table = makeTable(halfLifeDays);
  tables.set(halfLifeDays, table);
  return table;
}

/**
 * The fractions of the first half-life are powers of its daily factor; every further half-life
 * halves them again, exactly. The 76,000 roundings of the longest half-life allowed sum up to less
 * than 2^-100, and no fraction in between lies that close to half a millionth.
 */
function makeTable(halfLifeDays: number): Int32Array {
  const table = new Int32Array(halfLifeDays * HALF_LIVES_KEPT);
  const daily = halfToThePowerOfOneOver(BigInt(halfLifeDays));
  let left = ONE;
  for (let day = 0; day < halfLifeDays; day++) {
    for (let halvings = 0; halvings < HALF_LIVES_KEPT; halvings++) {
      const bits = BITS + BigInt(halvings);
      table[day + halvings * halfLifeDays] = Number((left * PPM + (1n << (bits - 1n))) >> bits);
    }
    left = (left * daily) >> BITS;
  }
  return table;
}

/** 2^(-1/n): the product of the roots 2^(-1/2^k) for the binary digits k of 1/n. */
function halfToThePowerOfOneOver(n: bigint): bigint {
  const exponent = ONE / n;
  let product = ONE;
  for (const [index, root] of rootsOfHalf().entries()) {
    const digit = (exponent >> (BITS - 1n - BigInt(index))) & 1n;
    if (digit === 1n) product = (product * root) >> BITS;
  }
  // One to the power of 1 has no digits behind the point.
  return n === 1n ? ONE >> 1n : product;
}

let roots: readonly bigint[] | undefined;

/** 2^(-1/2), 2^(-1/4), 2^(-1/8) …: each the square root of the one before. */
function rootsOfHalf(): readonly bigint[] {
  if (roots) return roots;
  const found: bigint[] = [];
  let root = ONE >> 1n;
  for (let digit = 0n; digit < BITS; digit++) {
    root = squareRoot(root << BITS);
    found.push(root);
  }
  roots = found;
  return found;
}

/** The whole part of a square root, by Newton's method from above. */
function squareRoot(value: bigint): bigint {
  let guess = ONE << 1n;
  for (;;) {
    const better = (guess + value / guess) >> 1n;
    if (better >= guess) return guess;
    guess = better;
  }
}
