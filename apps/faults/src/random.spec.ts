import { seededRandom } from './random.js';

describe('seededRandom', () => {
  it('gives the same for the same seed, within its bounds', () => {
    const draws = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 100 }, () => random.between(3, 7));
    };
    expect(draws(1)).toEqual(draws(1));
    expect(draws(1)).not.toEqual(draws(2));
    expect([Math.min(...draws(1)), Math.max(...draws(1))]).toEqual([3, 7]);
  });

  it('shuffles without loss, and picks nothing out of nothing', () => {
    const things = [1, 2, 3, 4, 5, 6, 7];
    const shuffled = seededRandom(4).shuffled(things);
    expect(shuffled).not.toEqual(things);
    expect([...shuffled].sort()).toEqual(things);
    expect(() => seededRandom(1).pick([])).toThrow(RangeError);
  });
});
