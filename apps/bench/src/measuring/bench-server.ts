import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataDirectoryOwner, removeDataDirectory, startEmbeddedPostgres } from '@redress/postgres';
import type { PoolConfig } from 'pg';

/** The server that all contestants of a run share. */
export interface BenchServer {
  /** A superuser. */
  readonly connection: PoolConfig;
  /** Process id of the postmaster. */
  readonly pid: number;
}

/** A server of our own. */
export interface OwnedBenchServer extends BenchServer {
  /** Stops it and removes its data. May be called more than once. */
  remove(): Promise<void>;
}

// Beside the data of the product, because a temporary folder may lie in memory, where fsync is free.
const parent = fileURLToPath(new URL('../../../../.redress/bench-data', import.meta.url));

/**
 * Starts a server with durable commits on an empty folder, from the programs that npm installed.
 * Removes what killed runs left.
 *
 * @throws PostgresStartError when it cannot start
 */
export async function startBenchServer(say: (line: string) => void): Promise<OwnedBenchServer> {
  await mkdir(parent, { recursive: true });
  await removeAbandoned();
  const dataDir = await mkdtemp(join(parent, 'run-'));
  try {
    const server = await startEmbeddedPostgres({ dataDir, durable: true, log: say });
    let removing: Promise<void> | undefined;
    return {
      connection: server.connection,
      pid: server.pid,
      remove() {
        removing ??= server.stop().then(() => removeDataDirectory(dataDir));
        return removing;
      },
    };
  } catch (error) {
    await removeDataDirectory(dataDir);
    throw error;
  }
}

async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(parent)) {
    const folder = join(parent, name);
    if ((await dataDirectoryOwner(folder)) === undefined) await removeDataDirectory(folder);
  }
}
