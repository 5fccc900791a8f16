import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { errorCode } from '@redress/servers';

const run = promisify(execFile);

/** A process as the process table shows it. */
export interface ChildProcess {
  readonly pid: number;
  readonly command: string;
}

/** What a process has started and runs now; not what those have started in turn. */
export async function childrenOf(parent: number): Promise<readonly ChildProcess[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,args='], { maxBuffer: 16_777_216 });
  return childrenIn(stdout, parent);
}

/** Reads lines of `pid ppid command`. */
export function childrenIn(table: string, parent: number): readonly ChildProcess[] {
  return table.split('\n').flatMap((line) => {
    const [, pid, ppid, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (command === undefined || Number(ppid) !== parent || command.endsWith('<defunct>'))
      return [];
    return [{ pid: Number(pid), command }];
  });
}

/** SIGKILL. False when the process has ended by itself meanwhile. */
export function endAtOnce(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    throw error;
  }
}
