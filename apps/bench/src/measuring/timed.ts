import { percentileOf } from '../reporting/statistics.js';

/** What came of one run, as the process that did it saw it. */
export interface TimedRun {
  readonly events: number;
  readonly seconds: number;
  /** User and system time of the client's process. */
  readonly clientCpuMicros: number;
  /** Milliseconds of one command; absent where there are no commands. */
  readonly latency?: { readonly p50: number; readonly p99: number };
}

/** Does one piece of work, and notes how long somebody waited for it. */
export type WithLatency = (work: () => Promise<void>) => Promise<void>;

/**
 * Measures work in this process.
 *
 * @param work answers how many events (commands, rows) it was; what it does `withLatency` counts
 *   for the percentiles
 */
export async function timed(
  work: (withLatency: WithLatency) => Promise<number>,
): Promise<TimedRun> {
  const latencies: number[] = [];
  const withLatency: WithLatency = async (one) => {
    const startedAt = performance.now();
    await one();
    latencies.push(performance.now() - startedAt);
  };
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const events = await work(withLatency);
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    events,
    seconds,
    clientCpuMicros: user + system,
    ...(latencies.length > 0
      ? { latency: { p50: percentileOf(latencies, 50), p99: percentileOf(latencies, 99) } }
      : {}),
  };
}
