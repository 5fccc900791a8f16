import fc from 'fast-check';
import { baselineOf } from './baseline-of.policy.js';

describe('the baseline of a group', () => {
  it.each([
    ['one customer', [120], { medianMilli: 120, madMilli: 0, n: 1 }],
    ['an odd number', [500, 0, 100], { medianMilli: 100, madMilli: 100, n: 3 }],
    ['an even number', [0, 100, 200, 1_000], { medianMilli: 150, madMilli: 100, n: 4 }],
    ['halves, which round up', [0, 1], { medianMilli: 1, madMilli: 1, n: 2 }],
    ['numbers, not texts', [9, 10, 100], { medianMilli: 10, madMilli: 1, n: 3 }],
    ['all the same', [70, 70, 70, 70], { medianMilli: 70, madMilli: 0, n: 4 }],
  ])('of %s', (_, rates, baseline) => {
    expect(baselineOf(rates)).toEqual(baseline);
  });

  it('of nobody is none', () => {
    expect(baselineOf([])).toBeUndefined();
  });

  it('is whole, lies within the rates, and does not depend on their order', () => {
    const rates = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(rates, (some) => {
        const baseline = baselineOf(some);
        const { medianMilli = -1, madMilli = -1 } = baseline ?? {};
        expect(baselineOf([...some].sort())).toEqual(baseline);
        expect(baselineOf([...some].reverse())).toEqual(baseline);
        expect(Number.isInteger(medianMilli) && Number.isInteger(madMilli)).toBe(true);
        expect(medianMilli).toBeGreaterThanOrEqual(Math.min(...some));
        expect(medianMilli).toBeLessThanOrEqual(Math.max(...some));
        // Half of them, at least, stay within the deviation.
        const near = some.filter((rate) => Math.abs(rate - medianMilli) <= madMilli);
        expect(near.length * 2).toBeGreaterThanOrEqual(some.length);
      }),
    );
  });
});
