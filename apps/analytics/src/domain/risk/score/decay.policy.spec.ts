import fc from 'fast-check';
import { decayPpm, decayTable } from './decay.policy.js';

const halfLives = [1, 2, 3, 7, 90, 120, 180, 365, 730];
const halfLife = fc.integer({ min: 1, max: 400 });

/**
 * True when ppm is 2^(-age/h) x 10^6 rounded half up: p - 1/2 <= 10^6 x 2^(-age/h) < p + 1/2, with
 * all three sides doubled and raised to the power of h, so that only whole numbers are left.
 */
function isRoundedHalfUp(ppm: number, age: number, h: number): boolean {
  const value = 2_000_000n ** BigInt(h);
  const scale = 1n << BigInt(age);
  const low = 2n * BigInt(ppm) - 1n;
  const isLow = low < 0n || low ** BigInt(h) * scale <= value;
  return isLow && value < (2n * BigInt(ppm) + 1n) ** BigInt(h) * scale;
}

describe('decay', () => {
  it('halves in a half-life', () => {
    for (const h of halfLives) {
      expect(decayPpm(0, h)).toBe(1_000_000);
      expect(decayPpm(h, h)).toBe(500_000);
      expect(decayPpm(2 * h, h)).toBe(250_000);
      // 7,812.5 parts per million, exactly half: up.
      expect(decayPpm(7 * h, h)).toBe(7_813);
    }
  });

  it.each(halfLives)('is exact to the last part per million at half-life %p', (h) => {
    for (let age = 0; age <= 22 * h; age += 1 + Math.floor(h / 13)) {
      expect([age, isRoundedHalfUp(decayPpm(age, h), age, h)]).toEqual([age, true]);
    }
  });

  it('is exact at any age and half-life', () => {
    fc.assert(
      fc.property(halfLife, fc.nat(9_000), (h, age) => isRoundedHalfUp(decayPpm(age, h), age, h)),
      { numRuns: 150 },
    );
  });

  it('is exact at the longest half-life that a policy may have', () => {
    for (const age of [1, 3_649, 40_000, 76_649]) {
      expect([age, isRoundedHalfUp(decayPpm(age, 3_650), age, 3_650)]).toEqual([age, true]);
    }
  });

  it('never rises with age, and ends in nothing', () => {
    for (const h of [...halfLives, 3_650]) {
      const table = decayTable(h);
      expect(table.every((ppm, age) => age === 0 || ppm <= (table[age - 1] ?? 0))).toBe(true);
      expect(decayPpm(21 * h, h)).toBe(0);
      expect(decayPpm(1_000_000, h)).toBe(0);
    }
  });

  it('forgets tables rather than growing for ever', () => {
    const first = decayTable(200);
    for (let h = 201; h < 201 + 64; h++) decayTable(h);
    expect(decayTable(200)).not.toBe(first);
    expect(decayTable(200)).toEqual(first);
  });
});
