import type { Uuid } from '@redress/kernel';

/** Numbers that look random and are the same for the same seed. */
export interface SeededRandom {
  /** 0 to below 1. */
  fraction(): number;
  /** A whole number, 0 to below `bound`. */
  below(bound: number): number;
  /** Of version 8: made, not drawn. */
  uuid(): Uuid;
}

/** A generator of 32-bit state (mulberry32): fast, and good enough for loads, not for secrets. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    fraction: () => next() / 2 ** 32,
    below: (bound) => Math.floor((next() / 2 ** 32) * bound),
    uuid: () => uuidOf(next(), next(), next(), next()),
  };
}

/** The id of the nth thing of a kind: known without remembering it. */
export function nthUuid(seed: number, kind: number, nth: number): Uuid {
  // The kinds lie far apart in the sequence of one seed, and the number itself is part of the id.
  const random = seededRandom(
    Math.imul(seed ^ (kind << 24), 0x9e3779b1) + Math.imul(nth, 0x85ebca6b),
  );
  const [a, b] = [random.below(2 ** 32), random.below(2 ** 32)];
  return uuidOf(a, b, kind, nth);
}

function uuidOf(a: number, b: number, c: number, d: number): Uuid {
  const [first, second, third, last] = [hex8(a), hex8(b), hex8(c), hex8(d)];
  const version = `8${second.slice(5)}`;
  const variant = `8${third.slice(5)}`;
  return `${first}-${second.slice(0, 4)}-${version}-${variant}-${third.slice(0, 4)}${last}`;
}

// Two table look-ups are several times as fast as formatting a number.
const hex4 = Array.from({ length: 2 ** 16 }, (_, value) => value.toString(16).padStart(4, '0'));

function hex8(value: number): string {
  return `${hex4[value >>> 16] ?? ''}${hex4[value & 0xffff] ?? ''}`;
}
