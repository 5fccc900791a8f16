import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const superviseUrl = pathToFileURL(join(__dirname, 'supervise.mjs')).href;
const supervisor = `
  import { superviseNode } from ${JSON.stringify(superviseUrl)};
  process.exitCode = await superviseNode(['-e', process.argv[1], 'argument']);
`;

/** A program that counts the signals it gets and takes a moment to stop. */
const patient = `
  let signals = 0;
  const stop = (signal) => {
    signals += 1;
    console.log(signal);
    setTimeout(() => process.exit(40 + signals), 300);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  setInterval(() => {}, 1_000);
  console.log(process.pid);
`;
const stubborn = `
  process.on('SIGINT', () => console.log('no'));
  setInterval(() => {}, 1_000);
  console.log(process.pid);
`;

const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function supervise(program: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', supervisor, program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  started.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => String((await lines.next()).value);
  return { child, exit: once(child, 'exit'), nextLine };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a supervised program', () => {
  it('gets its arguments and gives its exit code', async () => {
    const { exit, nextLine } = supervise('console.log(process.argv[1]); process.exitCode = 7');
    expect(await nextLine()).toBe('argument');
    expect(await exit).toEqual([7, null]);
  });

  it('is asked once by one Ctrl-C, however many times that arrives', async () => {
    const { child, exit, nextLine } = supervise(patient);
    await nextLine();
    // A terminal signals the whole group; npm passes the signal on again.
    process.kill(-Number(child.pid), 'SIGINT');
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await nextLine()).toMatch(/^SIG(INT|TERM)$/);
    expect(await exit).toEqual([41, null]);
  });

  it('stops for SIGTERM and when its terminal goes away', async () => {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      const { child, exit, nextLine } = supervise(patient);
      await nextLine();
      child.kill(signal);
      expect(await nextLine()).toBe(signal);
      expect(await exit).toEqual([41, null]);
    }
  });

  it('is killed by a second Ctrl-C that is meant', async () => {
    const { child, exit, nextLine } = supervise(stubborn);
    const pid = Number(await nextLine());
    child.kill('SIGINT');
    expect(await nextLine()).toBe('no');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    child.kill('SIGINT');
    expect(await exit).toEqual([128 + 9, null]);
    expect(isAlive(pid)).toBe(false);
  });

  it('stops when its supervisor is killed', async () => {
    const { child, nextLine } = supervise(patient);
    await nextLine();
    child.kill('SIGKILL');
    expect(await nextLine()).toBe('SIGTERM');
  });
});
