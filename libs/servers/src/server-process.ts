import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, tiedToUs } from './lifeline.js';
import { processStart } from './process-table.js';
import { ServerStartError } from './server-start.error.js';

/** A server and the folder that is its own. */
export interface ServerProgram {
  /** For messages, e.g. `Kafka broker 1`. */
  readonly name: string;
  readonly command: Command;
  /** Working directory; gets `server.log` and, while the server lives, `server.pid`. */
  readonly folder: string;
  /** TCP port of 127.0.0.1 that opens when the server is ready. */
  readonly port: number;
  /** What the kernel sends when we are killed: KILL where the data go away with us anyway. */
  readonly deathSignal: 'KILL' | 'TERM';
}

/** A running server. */
export interface ServerProcess {
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Sends a signal; waits for the end of the process where the signal is one that ends it. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** SIGTERM, after some seconds SIGKILL; resolves when the process has ended. */
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 20;
const LOG_LINES_MAX = 15;

/**
 * Starts a server and waits until its port is open. It neither outlives this process nor keeps it
 * alive, and a Ctrl-C of the terminal does not reach it.
 *
 * @throws ServerStartError with the last lines of its log
 */
export async function startServer(program: ServerProgram): Promise<ServerProcess> {
  const logFile = join(program.folder, 'server.log');
  const logStart = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const server = await spawnServer(program, logFile);
  if (await isOpenInTime(server, program.port)) return server;
  await server.stop();
  const said = readFileSync(logFile).subarray(logStart).toString('utf8').trim();
  const lines = said.split('\n').slice(-LOG_LINES_MAX).join('\n');
  throw new ServerStartError('START_FAILED', `${program.name} does not start:\n${lines}`);
}

async function spawnServer(program: ServerProgram, logFile: string): Promise<ServerProcess> {
  const command = tiedToUs(program.command, program.deathSignal);
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(command.file, command.args, {
      cwd: program.folder,
      detached: true,
      stdio: ['ignore', log, log],
    });
    await once(child, 'spawn');
    return serverProcess(child, join(program.folder, 'server.pid'), program.deathSignal);
  } catch (cause) {
    throw new ServerStartError('START_FAILED', `${program.name} does not start: ${cause}`, {
      cause,
    });
  } finally {
    closeSync(log);
  }
}

function serverProcess(
  child: ChildProcess,
  pidFile: string,
  deathSignal: ServerProgram['deathSignal'],
): ServerProcess {
  const pid = child.pid;
  if (pid === undefined) throw new Error('a spawned process has a pid');
  writeFileSync(pidFile, `${pid} ${processStart(pid) ?? ''}`);
  // The kernel covers our death by a signal; this covers a plain exit, everywhere.
  const killOnExit = () => child.kill(`SIG${deathSignal}`);
  process.once('exit', killOnExit);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      process.off('exit', killOnExit);
      rmSync(pidFile, { force: true });
      resolve();
    });
  });
  child.unref();
  return {
    pid,
    exited,
    async kill(signal) {
      child.kill(signal);
      if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
      child.ref();
      await exited;
    },
    async stop() {
      child.ref();
      child.kill('SIGTERM');
      // A frozen process hears SIGTERM only when it goes on.
      child.kill('SIGCONT');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

async function isOpenInTime(server: ServerProcess, port: number): Promise<boolean> {
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (!ended && performance.now() < deadline) {
    if (await isOpen(port)) return true;
    await Promise.race([sleep(POLL_MS), server.exited]);
  }
  return false;
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
