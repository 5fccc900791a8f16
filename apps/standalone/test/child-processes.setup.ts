import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from './platform-process.setup.js';

const run = promisify(execFile);

/** A process that another one has started. */
export interface ChildProcess {
  readonly pid: number;
  readonly command: string;
}

/** Everything that descends from a process and runs now. */
export async function descendantsOf(ancestor: number): Promise<readonly ChildProcess[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,args=']);
  const all = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  const found = new Map<number, ChildProcess>();
  for (let parents = new Set([ancestor]); parents.size > 0; ) {
    const children = all.filter(({ parent }) => parents.has(parent));
    for (const { pid, command } of children) found.set(pid, { pid, command });
    parents = new Set(children.map(({ pid }) => pid));
  }
  return [...found.values()];
}

/** The process of one service, by the program that it runs. */
export async function processOf(launcher: number, service: string): Promise<number | undefined> {
  const all = await descendantsOf(launcher);
  return all.find(({ command }) => command.includes(`apps/${service}/dist/main.js`))?.pid;
}

/** Waits for the end of processes; answers those that still run after `timeoutMs`. */
export async function leftAlive(pids: readonly number[], timeoutMs: number): Promise<number[]> {
  const until = performance.now() + timeoutMs;
  while (pids.some(isAlive) && performance.now() < until) await sleep(50);
  return pids.filter(isAlive);
}
