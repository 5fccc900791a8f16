import { medianOf, percentileOf } from './statistics.js';

describe('statistics', () => {
  it('takes the middle one, whatever the order', () => {
    expect(medianOf([9, 1, 5])).toBe(5);
    expect(medianOf([4])).toBe(4);
  });

  it('takes the mean of the two in the middle', () => {
    expect(medianOf([10, 1, 4, 2])).toBe(3);
  });

  it('answers a percentile that was measured', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentileOf(hundred, 50)).toBe(50);
    expect(percentileOf(hundred, 99)).toBe(99);
    expect(percentileOf(hundred, 100)).toBe(100);
    expect(percentileOf([7], 1)).toBe(7);
    expect(percentileOf([1, 2, 3], 99)).toBe(3);
  });

  it('does not sort what belongs to the caller', () => {
    const values = Object.freeze([3, 1, 2]);
    expect(medianOf(values)).toBe(2);
    expect(values).toEqual([3, 1, 2]);
  });

  it('invents nothing where nothing was measured', () => {
    expect(() => medianOf([])).toThrow('nothing was measured');
    expect(() => percentileOf([], 50)).toThrow('nothing was measured');
    expect(() => percentileOf([1], 0)).toThrow('no percentage');
  });
});
