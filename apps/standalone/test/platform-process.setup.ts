import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '@redress/servers';
import { spawnProgram } from '@redress/testing';

/** Longest start on a busy machine, in milliseconds: a new cluster, all migrations. */
const startMaxMs = 180_000;

/** The top level of the repository. */
export const repository = join(__dirname, '../../..');

/** The embedded default, and the launcher of a process for each service. */
const programs = {
  standalone: join(repository, 'apps/standalone/dist/main.js'),
  distributed: join(repository, 'apps/distributed/dist/main.js'),
} as const;

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The embedded default in a process of its own. */
export interface PlatformProcess {
  readonly pid: number;
  readonly url: string;
  readonly operationsUrl: string;
  /** Lines of standard output so far. */
  readonly lines: readonly string[];
  /** Text of standard error so far. */
  errors(): string;
  /** Resolves with its end, whoever ended it. */
  readonly ended: Promise<ProcessEnd>;
  /** Resolves when the ready line was printed; rejects with what was printed when it ended first. */
  ready(): Promise<void>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<ProcessEnd>;
  /** Process id of the PostgreSQL server that it runs. */
  postmasterPid(): number;
}

/** One data directory with two ports of its own, and the processes that a test starts on it. */
export interface PlatformDirectory {
  readonly dataDirectory: string;
  /** The variables that name this platform, for it and for its command line. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts a process without waiting for it. */
  launch(args?: readonly string[], env?: Readonly<Record<string, string>>): PlatformProcess;
  /** Starts a process and waits for its ready line. */
  start(args?: readonly string[], env?: Readonly<Record<string, string>>): Promise<PlatformProcess>;
  /** Ends every process that is left, by its id, and removes the directory. */
  remove(): Promise<void>;
}

/** Makes an empty directory and chooses its ports. */
export async function platformDirectory(
  form: keyof typeof programs = 'standalone',
): Promise<PlatformDirectory> {
  const program = programs[form];
  const dataDirectory = mkdtempSync(join(tmpdir(), 'redress-e2e-'));
  const [port = 0, operationsPort = 0] = await freePorts(2);
  const env = {
    REDRESS_DATA_DIR: dataDirectory,
    REDRESS_PORT: String(port),
    REDRESS_OPERATIONS_PORT: String(operationsPort),
    REDRESS_LOG_LEVEL: 'warn',
  };
  const addresses = {
    url: `http://127.0.0.1:${port}`,
    operationsUrl: `http://127.0.0.1:${operationsPort}`,
  };
  const processes: PlatformProcess[] = [];
  const launch: PlatformDirectory['launch'] = (args = [], more = {}) => {
    const child = spawnProgram(program, { args, env: { ...env, ...more } });
    const started = platformProcess(child, dataDirectory, addresses);
    processes.push(started);
    return started;
  };
  return {
    dataDirectory,
    env,
    launch,
    async start(args, more) {
      const started = launch(args, more);
      await started.ready();
      return started;
    },
    async remove() {
      const postmaster = postmasterIn(dataDirectory);
      for (const each of processes) await each.end('SIGKILL');
      if (postmaster !== undefined) await gone(postmaster);
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

function platformProcess(
  child: ChildProcess,
  dataDirectory: string,
  addresses: { url: string; operationsUrl: string },
): PlatformProcess {
  const lines: string[] = [];
  let rest = '';
  let errorText = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = `${rest}${text}`.split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errorText += text;
  });
  const ended = once(child, 'close').then(
    ([code, signal]: (number | NodeJS.Signals | null)[]): ProcessEnd => ({
      code: typeof code === 'number' ? code : null,
      signal: typeof signal === 'string' ? signal : null,
    }),
  );
  const { pid } = child;
  if (pid === undefined) throw new Error('the platform could not be started');
  const printed = () => [...lines, rest, errorText].join('\n');
  return {
    ...{ pid, lines, ended },
    ...addresses,
    errors: () => errorText,
    async ready() {
      const until = performance.now() + startMaxMs;
      while (!lines.some((line) => line.startsWith('Redress is ready'))) {
        const end = await Promise.race([ended, sleep(50)]);
        if (end) throw new Error(`ended with ${end.signal ?? end.code}:\n${printed()}`);
        if (performance.now() > until) throw new Error(`not ready in time:\n${printed()}`);
      }
    },
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return ended;
    },
    postmasterPid() {
      const postmaster = postmasterIn(dataDirectory);
      if (postmaster === undefined) throw new Error('no PostgreSQL runs here');
      return postmaster;
    },
  };
}

/** Where the embedded server of a data directory listens, as it says itself. */
export function socketOf(dataDirectory: string): string {
  const [, , , , socket = ''] = readFileSync(pidFile(dataDirectory), 'utf8').split('\n');
  return socket;
}

/** True while there is a process of this id. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Waits until a process has ended, which the kernel tells it to when its parent dies; else kills it. */
async function gone(pid: number): Promise<void> {
  const until = performance.now() + 20_000;
  while (isAlive(pid) && performance.now() < until) await sleep(50);
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}

function postmasterIn(dataDirectory: string): number | undefined {
  if (!existsSync(pidFile(dataDirectory))) return undefined;
  return Number(readFileSync(pidFile(dataDirectory), 'utf8').split('\n', 1)[0]);
}

function pidFile(dataDirectory: string): string {
  return join(dataDirectory, 'postgres', 'cluster', 'postmaster.pid');
}

/** What a program printed, and how it ended. */
export interface ProgramRun extends ProcessEnd {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line `redress` to its end. */
export async function redress(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onStart: (child: ChildProcess) => void = () => undefined,
): Promise<ProgramRun> {
  const child = spawnProgram(join(repository, 'apps/cli/bin/redress.mjs'), { args, env });
  onStart(child);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stdout, stderr };
}
