import type { MeasuredRun } from './measured-run.js';
import { resultOfRuns } from './result-of-runs.js';

function run(events: number, seconds: number, more: Partial<MeasuredRun> = {}): MeasuredRun {
  return { events, seconds, clientCpuMicros: 1_000, serverCpuMicros: 2_000, ...more };
}

const about = { name: 'append/redress', load: { before: 1, after: 2 } };

describe('resultOfRuns', () => {
  it('takes the median of each number, over all runs', () => {
    const runs = [
      run(100, 1, { latency: { p50: 1, p99: 9 } }),
      run(100, 10, { latency: { p50: 2, p99: 40 }, serverCpuMicros: 9_000 }),
      run(100, 2, { latency: { p50: 3, p99: 10 } }),
    ];
    expect(resultOfRuns(runs, about)).toEqual({
      ...{ name: 'append/redress', unit: 'events/s', value: 50, n: 300, cpuMicrosPerEvent: 30 },
      ...{ loadAverage: 1, loadAverageAfter: 2, p50: 2, p99: 10 },
    });
  });

  it('does not know CPU where the machine does not tell, and no latency of a fold', () => {
    const result = resultOfRuns([run(10, 1, { serverCpuMicros: undefined })], about);
    expect(result.cpuMicrosPerEvent).toBeNull();
    expect(result).not.toHaveProperty('p50');
  });

  it('says why there is no value', () => {
    expect(resultOfRuns([], { ...about, error: 'no network' })).toMatchObject({
      ...{ value: null, n: 0, error: 'no network' },
    });
  });
});
