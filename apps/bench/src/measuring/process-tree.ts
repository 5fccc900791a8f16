import { readdirSync, readFileSync } from 'node:fs';
import { processTimes } from './server-cpu.js';

/** A process and what it runs. */
export interface TreeProcess {
  readonly pid: number;
  readonly command: string;
  /** CPU time so far, with that of its children that have ended, in microseconds. */
  readonly cpuMicros: number;
}

const microsPerTick = 10_000;

/** A process and all that descend from it, as they are now; empty where there is no /proc (macOS). */
export function processTree(root: number): TreeProcess[] {
  const all = pids().flatMap((pid) => readProcess(pid) ?? []);
  const found = new Map<number, TreeProcess>();
  for (let level = all.filter(({ pid }) => pid === root); level.length > 0; ) {
    for (const { pid, command, cpuMicros } of level) found.set(pid, { pid, command, cpuMicros });
    const parents = new Set(level.map(({ pid }) => pid));
    level = all.filter(({ pid, parent }) => parents.has(parent) && !found.has(pid));
  }
  return [...found.values()];
}

/** Sum of the CPU time of processes whose command passes; NaN where the machine does not tell. */
export function treeCpuMicros(root: number, isMeant: (command: string) => boolean): number {
  const meant = processTree(root).filter(({ command }) => isMeant(command));
  if (meant.length === 0) return Number.NaN;
  return meant.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0);
}

function pids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function readProcess(pid: number): (TreeProcess & { readonly parent: number }) | undefined {
  try {
    const { parent, own, ended } = processTimes(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { pid, parent, command, cpuMicros: (own + ended) * microsPerTick };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
