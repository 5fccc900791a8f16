import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFromProc, startFromPs } from './process-table.js';

// Real here: processes, alive, dead and in between.

const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
});

/** A process whose child has ended and was never waited for, and the number of that child. */
async function zombie(): Promise<number> {
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60']);
  children.push(parent);
  for await (const line of createInterface(parent.stdout)) return Number(line);
  throw new Error('the shell ended without a word');
}

const ways: [string, (pid: number) => string | undefined][] = [['ps', startFromPs]];
if (process.platform === 'linux') ways.push(['/proc', startFromProc]);

describe.each(ways)('the start of a process, from %s', (_way, startOf) => {
  it('stays the same while it lives, and differs from that of a later one', async () => {
    const mine = startOf(process.pid);
    expect(mine).toBeDefined();
    // `ps` tells seconds.
    await sleep(1_100);
    const child = spawn('sleep', ['60']);
    children.push(child);
    await once(child, 'spawn');
    expect(startOf(process.pid)).toBe(mine);
    expect(startOf(child.pid ?? 0)).not.toBe(mine);
  });

  it('is unknown of a process that has ended', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    expect(startOf(child.pid ?? 0)).toBeUndefined();
  });

  it('is unknown of a zombie, which owns nothing any more', async () => {
    const pid = await zombie();
    await sleep(100);
    expect(startOf(pid)).toBeUndefined();
  });
});
