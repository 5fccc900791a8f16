import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type PoolConfig } from 'pg';
import { type Host, launchCommand, SERVER_ENVIRONMENT } from './launch-command.js';
import { PostgresStartError } from './postgres-start.error.js';
import { startErrorFrom } from './start-failure.js';

/** How a server process ended: one of the two is set. */
export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server that accepts connections. */
export interface ServerProcess {
  readonly pid: number;
  readonly exited: Promise<ServerExit>;
  stop(): Promise<void>;
}

export interface ServerProcessOptions {
  readonly host: Host;
  readonly postgres: string;
  readonly args: readonly string[];
  /** Where the server writes its log; the log of the last start is kept beside it when it is big. */
  readonly logFile: string;
  /** How to find out that it is ready. */
  readonly connection: PoolConfig;
}

// Crash recovery reads the log since the last checkpoint, at most a gigabyte of it.
const READY_TIMEOUT_MS = 180_000;
const LEFTOVER_TIMEOUT_MS = 20_000;
const FAST_STOP_TIMEOUT_MS = 60_000;
const IMMEDIATE_STOP_TIMEOUT_MS = 10_000;
const LOG_BYTES_MAX = 10_000_000;
const POLL_MS = 15;

/** Back ends outlive a killed server for a moment, and hold its memory and its socket. */
const LEFTOVER = /pre-existing shared memory block|lock file ".*" already exists/;

/**
 * Starts a server and waits until it accepts connections. Where what is left of a killed server is
 * still in the way, it tries again until that is gone.
 *
 * @throws PostgresStartError with the last lines of the server's log
 */
export async function startServer(options: ServerProcessOptions): Promise<ServerProcess> {
  const deadline = performance.now() + LEFTOVER_TIMEOUT_MS;
  for (;;) {
    const logStart = openedLogSize(options.logFile);
    const server = await spawnServer(options);
    const state = await untilReady(server, options.connection);
    if (state === 'ready') return server;
    await server.stop();
    const output = readFileSync(options.logFile).subarray(logStart).toString('utf8');
    if (state === 'late' || !LEFTOVER.test(output) || performance.now() > deadline) {
      throw startErrorFrom('PostgreSQL', output);
    }
    await sleep(100);
  }
}

async function spawnServer(options: ServerProcessOptions): Promise<ServerProcess> {
  const command = launchCommand(options.host, options.postgres, options.args);
  const log = openSync(options.logFile, 'a', 0o600);
  try {
    const child = spawn(command.file, command.args, {
      env: SERVER_ENVIRONMENT,
      // A session of its own: Ctrl-C must reach us first, and PostgreSQL only through `stop`.
      detached: true,
      cwd: '/',
      // A file, not a pipe: it outlives us, and nobody needs to empty it.
      stdio: ['ignore', log, log],
    });
    await once(child, 'spawn');
    return serverProcess(child);
  } catch (cause) {
    throw new PostgresStartError('START_FAILED', `${command.file} does not start: ${cause}`, {
      cause,
    });
  } finally {
    closeSync(log);
  }
}

function serverProcess(child: ChildProcess): ServerProcess {
  const pid = child.pid;
  if (pid === undefined) throw new Error('a spawned process has a pid');
  const exited = new Promise<ServerExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  // The kernel stops the server when we are killed (Linux); this covers a plain exit everywhere.
  const stopOnExit = () => child.kill('SIGINT');
  process.once('exit', stopOnExit);
  child.once('exit', () => process.off('exit', stopOnExit));
  // A forgotten server must not keep the process alive.
  child.unref();
  let stopping: Promise<void> | undefined;
  return {
    pid,
    exited,
    stop() {
      stopping ??= stopChild(child, exited);
      return stopping;
    },
  };
}

/** Fast stop first; a server that does not come to an end is stopped as if the power had failed. */
async function stopChild(child: ChildProcess, exited: Promise<ServerExit>): Promise<void> {
  child.ref();
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', FAST_STOP_TIMEOUT_MS],
    ['SIGQUIT', IMMEDIATE_STOP_TIMEOUT_MS],
  ];
  for (const [signal, patienceMs] of steps) {
    child.kill(signal);
    if (await settlesWithin(exited, patienceMs)) return;
  }
  child.kill('SIGKILL');
  await exited;
}

async function untilReady(
  server: ServerProcess,
  connection: PoolConfig,
): Promise<'ready' | 'ended' | 'late'> {
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (ended) return 'ended';
    if (await accepts(connection)) return 'ready';
    await Promise.race([sleep(POLL_MS), server.exited]);
  }
  return 'late';
}

/**
 * Whether a server answers. Every failure means "not yet": no socket, "the database system is
 * starting up" (57P03), a session cut off. What is really wrong stands in the log of the server,
 * which the caller shows when the time is over.
 */
async function accepts(connection: PoolConfig): Promise<boolean> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5_000 });
  let lost = false;
  client.on('error', () => {
    lost = true;
  });
  try {
    await client.connect();
    await client.end();
    return !lost;
  } catch {
    return false;
  }
}

/** Size of the log before a start; a big one is put aside first. */
function openedLogSize(logFile: string): number {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= LOG_BYTES_MAX) return size;
  renameSync(logFile, `${logFile}.1`);
  return 0;
}

async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false);
  const settled = await Promise.race([promise.then(() => true), late]);
  timer.abort();
  return settled;
}
