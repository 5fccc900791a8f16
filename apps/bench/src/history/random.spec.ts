import { isUuid } from '@redress/kernel';
import { nthUuid, seededRandom } from './random.js';

describe('seededRandom', () => {
  it('repeats itself for the same seed, and for no other', () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 20 }, () => random.below(1_000_000));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('stays within its bounds, and reaches all of them', () => {
    const random = seededRandom(1);
    const seen = new Set(Array.from({ length: 1_000 }, () => random.below(6)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(random.fraction()).toBeLessThan(1);
  });

  it('makes ids in the form of the product, none twice', () => {
    const random = seededRandom(3);
    const ids = Array.from({ length: 10_000 }, () => random.uuid());
    expect(ids.filter((id) => !isUuid(id))).toEqual([]);
    expect(new Set(ids).size).toBe(10_000);
  });
});

describe('nthUuid', () => {
  it('knows the id of a thing by its number', () => {
    const ids = Array.from({ length: 10_000 }, (_, nth) => nthUuid(5, 1, nth));
    expect(ids.filter((id) => !isUuid(id))).toEqual([]);
    expect(new Set(ids).size).toBe(10_000);
    expect(nthUuid(5, 1, 17)).toBe(ids[17]);
    expect(nthUuid(5, 2, 17)).not.toBe(ids[17]);
    expect(nthUuid(6, 1, 17)).not.toBe(ids[17]);
  });
});
