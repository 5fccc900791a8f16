import { readdirSync, readFileSync } from 'node:fs';

/** What /proc says of one process; times in clock ticks. */
export interface ProcessTimes {
  readonly parent: number;
  /** User and system time of the process itself. */
  readonly own: number;
  /** The same of its children that have ended and were waited for. */
  readonly ended: number;
}

/** Ticks per second of /proc: USER_HZ, 100 on every Linux that Node runs on. */
const microsPerTick = 10_000;
const triesMax = 5;

/**
 * CPU time that a PostgreSQL server has used so far: of the postmaster, of its children, and of
 * those that have ended. Two calls give what lies between them, whoever came and went meanwhile.
 *
 * @param postmaster its process id
 * @returns microseconds in steps of 10,000; undefined where there is no /proc (macOS)
 */
export function serverCpuMicros(postmaster: number): number | undefined {
  let before = childrenOf(postmaster);
  for (let attempt = 1; attempt <= triesMax; attempt += 1) {
    const ticks = ticksOf(postmaster, before);
    const after = childrenOf(postmaster);
    // A child that ends between two readings would be counted twice or not at all.
    if (ticks !== undefined && String(before) === String(after)) return ticks * microsPerTick;
    before = after;
  }
  const ticks = ticksOf(postmaster, before);
  return ticks === undefined ? undefined : ticks * microsPerTick;
}

/** Reads a line of /proc/PID/stat; the name in it may hold blanks and parentheses. */
export function processTimes(stat: string): ProcessTimes {
  // The third field follows the name, which ends with the last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => {
    const value = Number(fields[number - 3]);
    if (!Number.isInteger(value)) throw new Error(`field ${number} is no number: ${stat}`);
    return value;
  };
  return { parent: field(4), own: field(14) + field(15), ended: field(16) + field(17) };
}

function ticksOf(postmaster: number, children: readonly number[]): number | undefined {
  const server = timesOf(postmaster);
  if (server === undefined) return undefined;
  const own = children.map((pid) => timesOf(pid)).map((times) => times?.own ?? 0);
  return own.reduce((sum, ticks) => sum + ticks, server.own + server.ended);
}

function childrenOf(postmaster: number): number[] {
  const pids = entriesOf('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => timesOf(pid)?.parent === postmaster);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function timesOf(pid: number): ProcessTimes | undefined {
  try {
    return processTimes(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It has ended, or there is no /proc.
    return undefined;
  }
}
