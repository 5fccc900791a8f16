import type { BenchContext, Benchmark } from './benchmark.js';
import type { BenchFindings, BenchResult } from './reporting/bench-report.js';
import { loadOfMachine } from './measuring/compare.js';

/** What was found, and whether something of our own failed. */
export interface RunOutcome extends BenchFindings {
  readonly failed: boolean;
}

/** Runs benchmarks one after the other. One that fails is a row of the table, like its neighbours. */
export async function runBenchmarks(
  benchmarks: readonly Benchmark[],
  context: BenchContext,
): Promise<RunOutcome> {
  const found: BenchFindings[] = [];
  for (const [index, benchmark] of benchmarks.entries()) {
    context.say(`[${index + 1}/${benchmarks.length}] ${benchmark.name}: ${benchmark.title}`);
    found.push(await findingsOf(benchmark, context));
  }
  const results = found.flatMap((findings) => findings.results);
  return {
    results,
    ratios: found.flatMap(({ ratios }) => ratios),
    failed: results.some(({ name, value }) => value === null && !isOfPeer(name)),
  };
}

async function findingsOf(benchmark: Benchmark, context: BenchContext): Promise<BenchFindings> {
  const loadAverage = loadOfMachine();
  try {
    return await benchmark.run(context);
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause);
    context.say(`${benchmark.name} failed: ${error}`);
    const failure: BenchResult = {
      ...{ name: benchmark.name, unit: 'events/s', value: null, n: 0, cpuMicrosPerEvent: null },
      ...{ loadAverage, loadAverageAfter: loadOfMachine(), error },
    };
    return { results: [failure], ratios: [] };
  }
}

function isOfPeer(name: string): boolean {
  const [, contestant] = name.split('/');
  return contestant !== undefined && contestant !== 'redress';
}
