import fc from 'fast-check';
import { doubled, fullJitter } from './back-off.js';

const bounds = { minMs: 50, maxMs: 10_000 };

describe('back-off', () => {
  it('waits between a tenth of the first wait and the longest, whatever happened', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, r) => {
          const wait = fullJitter(n, bounds, r);
          expect(wait).toBeGreaterThanOrEqual(5);
          expect(wait).toBeLessThanOrEqual(10_000);
        },
      ),
    );
    expect(fullJitter(1, bounds, 0.5)).toBe(25);
    expect(fullJitter(4, bounds, 0.5)).toBe(200);
    expect(fullJitter(60, bounds, 0.5)).toBe(5_000);
  });

  it('doubles up to its bound', () => {
    expect([0, 50, 100, 9_000, 10_000].map((each) => doubled(each, bounds))).toEqual([
      50, 100, 200, 10_000, 10_000,
    ]);
  });
});
