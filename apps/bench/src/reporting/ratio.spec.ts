import type { BenchResult } from './bench-report.js';
import { ratioOf } from './ratio.js';

function result(value: number | null, cpuMicrosPerEvent: number | null = null): BenchResult {
  const name = 'append/somebody';
  return {
    name,
    unit: 'events/s',
    value,
    n: 1,
    cpuMicrosPerEvent,
    loadAverage: 0,
    loadAverageAfter: 0,
  };
}

const name = 'append: redress / peer';

describe('ratioOf', () => {
  it('says how many times as much, and how much less work', () => {
    const ratio = ratioOf(result(5_000, 40), result(500, 3_000), { name, aim: { atLeast: 10 } });
    const aim = { atLeast: 10 };
    expect(ratio).toEqual({
      name,
      ours: 5_000,
      peer: 500,
      ratio: 10,
      cpuRatio: 75,
      aim,
      met: true,
    });
  });

  it('says when the aim is missed', () => {
    const aim = { atLeast: 10 };
    expect(ratioOf(result(4_999), result(500), { name, aim }).met).toBe(false);
  });

  it('has no opinion without an aim', () => {
    expect(ratioOf(result(2), result(1), { name })).toMatchObject({
      ratio: 2,
      aim: null,
      met: null,
    });
  });

  it('compares with nobody when the peer could not start', () => {
    const ratio = ratioOf(result(2), result(null), { name, aim: { atLeast: 1 } });
    expect(ratio).toMatchObject({ ours: 2, peer: null, ratio: null, cpuRatio: null, met: null });
    expect(ratioOf(undefined, result(1), { name }).ratio).toBeNull();
  });

  it('does not divide by nothing', () => {
    expect(ratioOf(result(2, 1), result(0, 0), { name })).toMatchObject({
      ratio: null,
      cpuRatio: 0,
    });
  });
});
