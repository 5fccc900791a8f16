import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawnTypeScript } from './spawn-typescript.js';

// Real here: the processes that keep a server for a run, and their ends.

jest.setTimeout(300_000);

let temporary: string;
const keepers: ChildProcess[] = [];

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'redress-kept-'));
});

afterEach(async () => {
  for (const keeper of keepers.splice(0)) {
    keeper.stdin?.end();
    await endOf(keeper);
  }
  await rm(temporary, { recursive: true, force: true });
});

const ambient = {
  ...{ KAFKA_BROKERS: undefined, REDRESS_TEST_KAFKA_BROKERS: undefined },
  ...{ REDIS_URL: undefined, REDRESS_TEST_REDIS_URL: undefined },
  // Here it is about what we start ourselves, on machines with a container engine too.
  REDRESS_TEST_CONTAINERS: 'off',
};

/** Starts a keeper; the answer is the line that it wrote. */
async function startKeeper(kind: string, env: Readonly<Record<string, string>> = {}) {
  const script = fileURLToPath(new URL(`./${kind}-keeper.main.ts`, import.meta.url));
  const keeper = spawnTypeScript(script, { env: { ...ambient, TMPDIR: temporary, ...env } });
  keepers.push(keeper);
  if (keeper.stdout === null) throw new Error('stdout is a pipe');
  for await (const line of createInterface(keeper.stdout)) return { keeper, answer: line };
  throw new Error('the keeper ended without a word');
}

async function endOf(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode === null && keeper.signalCode === null) await once(keeper, 'exit');
}

/** The server of the keeper, found by what stands in its folder. */
async function serverPid(): Promise<number> {
  const files = await readdir(temporary, { recursive: true });
  const pidFile = files.find((name) => basename(name) === 'server.pid');
  if (pidFile === undefined) throw new Error('no server runs');
  return Number.parseInt(await readFile(join(temporary, pidFile), 'utf8'), 10);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function isGoneSoon(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100 && isAlive(pid); attempt += 1) await sleep(50);
  return !isAlive(pid);
}

const serverFolders = async () =>
  (await readdir(temporary)).filter((name) => name.startsWith('redress-server-'));

describe.each(['kafka', 'redis'])('%s for a run', (kind) => {
  it('ends and leaves nothing when the run ends, however it ends', async () => {
    const { keeper, answer } = await startKeeper(kind);
    expect(answer).toMatch(/127\.0\.0\.1:\d+/);
    const pid = await serverPid();
    // What the keeper sees of a run that was killed: its stdin ends.
    keeper.stdin?.end();
    await endOf(keeper);
    expect(isAlive(pid)).toBe(false);
    expect(await serverFolders()).toEqual([]);
  });

  it('ends when its keeper is killed, and the next start clears up', async () => {
    const { keeper } = await startKeeper(kind);
    const pid = await serverPid();
    keeper.kill('SIGKILL');
    await endOf(keeper);
    // Elsewhere the kernel does not tell the server; there the next start ends it.
    if (process.platform === 'linux') expect(await isGoneSoon(pid)).toBe(true);
    const left = await serverFolders();
    expect(left).toHaveLength(1);
    await startKeeper('redis');
    expect(await isGoneSoon(pid)).toBe(true);
    expect(await serverFolders()).not.toContain(left[0]);
  });

  it('is the one that the environment names, if it names one', async () => {
    const { answer } = await startKeeper(kind, {
      REDRESS_TEST_KAFKA_BROKERS: 'broker-1:9092, broker-2:9092',
      REDRESS_TEST_REDIS_URL: 'redis://cache:6379',
    });
    expect(JSON.parse(answer)).toEqual(
      kind === 'kafka'
        ? { bootstrap: ['broker-1:9092', 'broker-2:9092'] }
        : { url: 'redis://cache:6379' },
    );
    expect(await serverFolders()).toEqual([]);
  });

  it('fails naming every way to it and what is missing', async () => {
    const { keeper, answer } = await startKeeper(kind, { PATH: temporary });
    const program = { kafka: 'java', redis: 'redis-server' }[kind];
    const variable = { kafka: 'KAFKA_BROKERS', redis: 'REDIS_URL' }[kind];
    expect(JSON.parse(answer).error).toMatch(
      new RegExp(
        `\\(1\\) by address: .*${variable} is not set.*\\(2\\) by container: .*` +
          `\\(3\\) by .* of our own: .*${program} is not on the PATH`,
      ),
    );
    await endOf(keeper);
    expect(keeper.exitCode).toBe(1);
  });
});
