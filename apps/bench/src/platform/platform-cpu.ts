import type { MeasuredRun } from '../measuring/measured-run.js';
import { processTree } from '../measuring/process-tree.js';
import type { TimedRun } from '../measuring/timed.js';
import type { BenchPlatform } from './bench-platform.js';

/**
 * CPU time of the platform and of its server, with what both have started.
 *
 * @returns microseconds; NaN where the machine does not tell
 */
export function platformCpu({
  pid,
  postmasterPid,
}: Pick<BenchPlatform, 'pid' | 'postmasterPid'>): number {
  const trees = [pid, postmasterPid].flatMap(processTree);
  if (trees.length === 0) return Number.NaN;
  const each = new Map(trees.map((process) => [process.pid, process.cpuMicros]));
  return [...each.values()].reduce((sum, micros) => sum + micros, 0);
}

/** Adds to a run what it cost the platform and its server; we who ask are no part of the product. */
export async function measuredOnPlatform(
  platform: Pick<BenchPlatform, 'pid' | 'postmasterPid'>,
  run: () => Promise<TimedRun>,
): Promise<MeasuredRun> {
  const before = platformCpu(platform);
  const result = await run();
  const micros = platformCpu(platform) - before;
  const serverMicros = Number.isNaN(micros) ? undefined : micros;
  return { ...result, clientCpuMicros: 0, serverCpuMicros: serverMicros };
}
