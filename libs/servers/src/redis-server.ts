import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { freePorts } from './free-port.js';
import { runProgram } from './run-program.js';
import { ownFolder, type ServerFolder } from './server-folder.js';
import { type ServerProgram, startServer } from './server-process.js';
import { ServerStartError } from './server-start.error.js';

/** What kind of Redis is wanted. */
export interface RedisOptions {
  /** Where each write is kept for the next start. Default: in memory only, gone with a restart. */
  readonly dataDir?: string;
}

/** A running Redis that belongs to this process, and may be killed and brought back. */
export interface RedisServer {
  /** `redis://127.0.0.1:<port>`; stays the same. */
  readonly url: string;
  /** Changes with a restart. */
  readonly pid: number;
  /** Resolves when the process has ended, for whatever reason; changes with a restart. */
  readonly exited: Promise<void>;
  /** Sends a signal; waits for the end of the process where the signal is one that ends it. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again, after an orderly stop if it still runs. */
  restart(): Promise<void>;
  /** Ends it; temporary data are gone afterwards. May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts the redis-server of the PATH on a free port of 127.0.0.1, in some tens of milliseconds. It
 * does not outlive this process.
 *
 * @throws ServerStartError with a stable `code`; nothing is left running
 */
export async function startRedis({ dataDir }: RedisOptions = {}): Promise<RedisServer> {
  if (!isMainThread) {
    // The kernel ties a server to the thread that started it, not to the process.
    throw new ServerStartError('NOT_MAIN_THREAD', 'Redis must start from the main thread.');
  }
  await runProgram('redis-server', ['--version'], { need: 'Redis is the program redis-server' });
  const home = await ownFolder('redis', dataDir);
  try {
    const [port = 0] = await freePorts(1);
    return await ownedServer(home, port, await prepareRedis(home, port));
  } catch (error) {
    await home.release();
    throw error;
  }
}

async function ownedServer(
  home: ServerFolder,
  port: number,
  program: ServerProgram,
): Promise<RedisServer> {
  let server = await startServer(program);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await (home.isTemporary ? server.kill('SIGKILL') : server.stop());
    await home.release();
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return server.pid;
    },
    get exited() {
      return server.exited;
    },
    kill: (signal) => server.kill(signal),
    async restart() {
      await server.stop();
      server = await startServer(program);
    },
    stop: () => (stopping ??= stop()),
  };
}

async function prepareRedis(home: ServerFolder, port: number): Promise<ServerProgram> {
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: `"${home.path}"`,
    save: '""',
    appendonly: home.isTemporary ? 'no' : 'yes',
  };
  const file = join(home.path, 'redis.conf');
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  await writeFile(file, lines.join(''));
  return {
    name: 'Redis',
    command: { file: 'redis-server', args: [file] },
    folder: home.path,
    port,
    deathSignal: home.isTemporary ? 'KILL' : 'TERM',
  };
}
