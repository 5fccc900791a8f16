import type { Aim, BenchResult } from '../reporting/bench-report.js';
import { medianOf } from '../reporting/statistics.js';
import { cpuMicrosPerEvent, type MeasuredRun } from './measured-run.js';

/** What a result says beside the runs. */
export interface AboutRuns {
  readonly name: string;
  readonly load: { readonly before: number; readonly after: number };
  readonly aim?: Aim;
  readonly error?: string;
}

/** The medians of some runs; without any a result that has no value. */
export function resultOfRuns(
  runs: readonly MeasuredRun[],
  { name, load, aim, error }: AboutRuns,
): BenchResult {
  const latencies = runs.flatMap(({ latency }) => (latency ? [latency] : []));
  const cpu = runs.map(cpuMicrosPerEvent).filter((micros) => micros !== undefined);
  return {
    name,
    unit: 'events/s',
    value: runs.length > 0 ? medianOf(runs.map((run) => run.events / run.seconds)) : null,
    n: runs.reduce((sum, { events }) => sum + events, 0),
    cpuMicrosPerEvent: cpu.length > 0 ? medianOf(cpu) : null,
    loadAverage: load.before,
    loadAverageAfter: load.after,
    ...(latencies.length > 0
      ? {
          p50: medianOf(latencies.map(({ p50 }) => p50)),
          p99: medianOf(latencies.map(({ p99 }) => p99)),
        }
      : {}),
    ...(runs.length === 0 ? { error: error ?? 'it did not run' } : {}),
    ...(aim ? { aim } : {}),
  };
}

/** A percentile of another result as a result of its own, because it is what we have an aim for. */
export function latencyResultOf(
  result: BenchResult,
  percentile: 'p50' | 'p99',
  aim: Aim,
): BenchResult {
  const { name, p50, p99, cpuMicrosPerEvent: _ofTheRate, ...rest } = result;
  const value = percentile === 'p50' ? p50 : p99;
  if (value === undefined) throw new Error(`nobody waited for ${name}`);
  return {
    ...rest,
    name: `${name}-${percentile}`,
    unit: 'ms',
    value,
    cpuMicrosPerEvent: null,
    aim,
  };
}
