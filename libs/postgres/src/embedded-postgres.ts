import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { PoolConfig } from 'pg';
import { prepareCluster, SUPERUSER } from './cluster.js';
import { claimDataDirectory, type OwnerClaim } from './data-directory-owner.js';
import { type Host, thisHost } from './launch-command.js';
import { clearOrphan } from './orphan-server.js';
import { locatePrograms, type PostgresPrograms } from './postgres-programs.js';
import { PostgresStartError } from './postgres-start.error.js';
import { type ServerExit, type ServerProcess, startServer } from './server-process.js';
import { serverSettings } from './server-settings.js';
import {
  openSocketDirectory,
  removeSocketDirectory,
  SOCKET_PORT,
  socketDirectory,
} from './socket-directory.js';
import { startErrorOf } from './start-failure.js';

/** Where a server of our own keeps its data, and how careful it is with them. */
export interface EmbeddedPostgresOptions {
  /** Folder of this server; created when missing. Absolute, or relative to the working directory. */
  readonly dataDir: string;
  /** Told in plain sentences what the launcher does. The server's own log is `server.log`. */
  readonly log?: (message: string) => void;
  /**
   * Default true: a commit that was acknowledged survives a power cut. False is for tests: it
   * survives the death of the processes, not that of the machine.
   */
  readonly durable?: boolean;
  /** Default: those that npm installed for this platform. */
  readonly programs?: PostgresPrograms;
}

/** A running server that belongs to this process. */
export interface EmbeddedPostgres {
  /** The superuser `redress` on database `postgres`, over a socket that only this user can reach. */
  readonly connection: PoolConfig;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** Ends all sessions, writes everything down, stops the server. May be called more than once. */
  stop(): Promise<void>;
  /** Resolves when the server has ended, for whatever reason. Never rejects. */
  readonly exited: Promise<ServerExit>;
}

/**
 * Starts a PostgreSQL server of our own on a data directory, which is created when it is missing.
 *
 * The directory belongs to this process while the server runs. When this process is killed, the
 * server stops (Linux) or is stopped by the next start; when the server is killed, the next start
 * recovers. Acknowledged commits survive both. Install handlers for SIGINT and SIGTERM that call
 * `stop` after the pools are closed; without them the server still stops, but with broken sessions.
 * The server alone does not keep this process alive.
 *
 * @throws PostgresStartError with a stable `code`; the directory is left as it was
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  if (!isMainThread) {
    // The kernel ties the server to the thread that started it, not to the process.
    throw new PostgresStartError('NOT_MAIN_THREAD', 'PostgreSQL must start from the main thread.');
  }
  const host = thisHost();
  const programs = options.programs ?? locatePrograms();
  try {
    await mkdir(options.dataDir, { recursive: true, mode: 0o755 });
    // One spelling for the owner file, the socket folder and the command line of the server.
    const dataDir = await realpath(options.dataDir);
    const claim = await claimDataDirectory(dataDir);
    try {
      return await startOwned({ ...options, dataDir }, programs, host, claim);
    } catch (error) {
      claim.release();
      throw error;
    }
  } catch (error) {
    throw startErrorOf(error, options.dataDir);
  }
}

async function startOwned(
  { dataDir, durable = true, log = () => undefined }: EmbeddedPostgresOptions,
  programs: PostgresPrograms,
  host: Host,
  claim: OwnerClaim,
): Promise<EmbeddedPostgres> {
  const cluster = join(dataDir, 'cluster');
  if (await prepareCluster({ cluster, programs, host, durable })) {
    log(`created a database cluster in ${cluster}`);
  }
  await clearOrphan(cluster, log);
  const socketDir = socketDirectory(dataDir, host.uid);
  openSocketDirectory(socketDir, host.uid);
  const connection = {
    host: socketDir,
    port: SOCKET_PORT,
    user: SUPERUSER,
    database: 'postgres',
    ssl: false,
  };
  const server = await startServer({
    host,
    postgres: programs.postgres,
    args: ['-D', cluster, ...serverSettings(socketDir, durable)],
    logFile: join(dataDir, 'server.log'),
    connection,
  });
  log(`PostgreSQL runs on ${cluster} (pid ${server.pid})`);
  return ownedServer(server, connection, () => {
    removeSocketDirectory(socketDir);
    claim.release();
  });
}

/** The directory is free again as soon as the server has ended, whoever ended it. */
function ownedServer(
  server: ServerProcess,
  connection: PoolConfig,
  release: () => void,
): EmbeddedPostgres {
  const exited = server.exited.then((exit) => {
    release();
    return exit;
  });
  return {
    connection,
    pid: server.pid,
    exited,
    async stop() {
      await server.stop();
      await exited;
    },
  };
}
