import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { errorCode } from './error-code.js';

/**
 * When a process started, as a text that no other process of the same number ever gets: process
 * ids are used again, after a restart of a container even at once.
 *
 * Opaque: compare it, do not read it. Linux takes it from /proc, other systems from `ps`.
 *
 * @returns undefined when there is no such process, or only its exit status is left (a zombie)
 */
export function processStart(pid: number): string | undefined {
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
}

/** The command line of a process in one piece, or undefined when there is no such process. */
export function commandLine(pid: number): string | undefined {
  if (process.platform !== 'linux') return ps(pid, 'command=');
  return readIfThere(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim();
}

/**
 * State and start out of `/proc/<pid>/stat`. The second field is the name of the program in
 * parentheses and may itself hold spaces and parentheses, so counting begins after the last one.
 *
 * @returns undefined for a zombie or a dead process, and for a text of another shape
 */
export function parseProcStat(stat: string): { readonly startTicks: string } | undefined {
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startTicks = fields[18];
  if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined;
  return { startTicks };
}

/** {@link processStart} on Linux. */
export function startFromProc(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  const found = stat === undefined ? undefined : parseProcStat(stat);
  // Ticks count from the boot, so the boot is part of the answer.
  return found && `${bootId()}/${found.startTicks}`;
}

/** {@link processStart} elsewhere; it works on Linux too, where the tests run it. */
export function startFromPs(pid: number): string | undefined {
  const line = ps(pid, 'stat=,lstart=');
  if (line === undefined || line.startsWith('Z')) return undefined;
  // The state changes from one look to the next; what follows it does not.
  return line.replace(/^\S+\s+/, '');
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function ps(pid: number, columns: string): string | undefined {
  try {
    const answer = execFileSync('ps', ['-o', columns, '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return answer === '' ? undefined : answer;
  } catch (error) {
    // `ps` ends with 1 when it finds nothing; anything else is a fault of this machine.
    if (typeof error === 'object' && error !== null && 'status' in error && error.status === 1) {
      return undefined;
    }
    throw error;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // ESRCH: the process went away between opening and reading.
    if (['ENOENT', 'ESRCH'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}
