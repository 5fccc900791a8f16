import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@redress/postgres';
import type { PoolConfig } from 'pg';
import { childrenOf, endAtOnce } from './child-processes.js';

/** A PostgreSQL of our own that may be killed and brought back. */
export interface RestartablePostgres {
  /** The superuser; stays the same from one start to the next. */
  readonly connection: PoolConfig;
  /** Where it listens: the path of a socket. */
  readonly socket: string;
  /** SIGKILL to the server and all of its processes; resolves when they have ended. */
  kill(): Promise<void>;
  /** Starts it on what the killed one has left. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server in a folder. It does not outlive this process. Rejects as the launcher does. */
export async function startRestartablePostgres(dataDir: string): Promise<RestartablePostgres> {
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir });
  const { connection } = server;
  return {
    connection,
    socket: join(connection.host ?? '', `.s.PGSQL.${connection.port}`),
    async kill() {
      const helpers = await childrenOf(server.pid);
      // The postmaster first, or it starts again what is killed.
      for (const pid of [server.pid, ...helpers.map((each) => each.pid)]) endAtOnce(pid);
      await server.exited;
    },
    async restart() {
      server = await startEmbeddedPostgres({ dataDir });
    },
    stop: () => server.stop(),
  };
}
