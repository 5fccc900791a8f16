import { serverCpuMicros } from './server-cpu.js';
import type { TimedRun } from './timed.js';

/** A run together with what it cost the server. */
export interface MeasuredRun extends TimedRun {
  /** Of the whole server while the run lasted; undefined where the machine does not tell. */
  readonly serverCpuMicros: number | undefined;
}

/**
 * Adds to a run what the server did meanwhile.
 *
 * @param postmaster process id of the server
 * @param run see `timed`
 */
export async function measuredRun(
  postmaster: number,
  run: () => Promise<TimedRun>,
): Promise<MeasuredRun> {
  const before = serverCpuMicros(postmaster);
  const result = await run();
  const after = serverCpuMicros(postmaster);
  const known = before !== undefined && after !== undefined;
  return { ...result, serverCpuMicros: known ? after - before : undefined };
}

/** Client and server together, per event. */
export function cpuMicrosPerEvent(run: MeasuredRun): number | undefined {
  if (run.serverCpuMicros === undefined || run.events === 0) return undefined;
  return (run.clientCpuMicros + run.serverCpuMicros) / run.events;
}
