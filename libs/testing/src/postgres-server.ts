import { mkdtemp, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  dataDirectoryOwner,
  explicitConnection,
  removeDataDirectory,
  startEmbeddedPostgres,
} from '@redress/postgres';
import type { PoolConfig } from 'pg';

/** A PostgreSQL server for tests. */
export interface TestPostgres {
  /** A superuser, or a user who may create databases and roles. */
  readonly connection: PoolConfig;
  /** Stops the server and removes its data, if it was started here. */
  stop(): Promise<void>;
}

/** How much a server for tests must survive. */
export interface TestPostgresOptions {
  /** Default false: no fsync, because a test does not survive a power cut either. */
  readonly durable?: boolean;
}

const PREFIX = 'redress-test-postgres-';
// Between making its folder and taking it a server needs milliseconds; this is for slow machines.
const ABANDONED_AFTER_MS = 60_000;

/**
 * A server given by `REDRESS_TEST_DATABASE_URL` or `DATABASE_URL`, else one of our own on a
 * temporary folder. Most suites want {@link testDatabase} instead, which shares one server; this is
 * for those that kill it.
 *
 * @throws PostgresStartError when no server can be started here; its message names the ways out
 */
export async function startTestPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const given = givenServer();
  if (given !== undefined) return { connection: given, stop: async () => undefined };
  await removeAbandonedFolders();
  const dataDir = await mkdtemp(join(tmpdir(), PREFIX));
  try {
    const server = await startEmbeddedPostgres({ dataDir, durable: options.durable ?? false });
    return {
      connection: server.connection,
      async stop() {
        await server.stop();
        await removeDataDirectory(dataDir);
      },
    };
  } catch (error) {
    await removeDataDirectory(dataDir);
    throw error;
  }
}

/** The server that the environment names, if it names one. */
export function givenServer(): PoolConfig | undefined {
  const url = process.env.REDRESS_TEST_DATABASE_URL ?? process.env.DATABASE_URL;
  return url ? explicitConnection({ connectionString: url }) : undefined;
}

/** Removes what killed test runs left: folders that no live process owns. */
export async function removeAbandonedFolders(
  parent: string = tmpdir(),
  olderThanMs: number = ABANDONED_AFTER_MS,
): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(parent, name);
    const info = await stat(folder).catch(() => undefined);
    // Several users may run tests on one machine: theirs is theirs.
    if (info === undefined || info.uid !== process.getuid?.()) continue;
    const isOld = Date.now() - info.mtimeMs >= olderThanMs;
    if (isOld && (await dataDirectoryOwner(folder)) === undefined) {
      await removeDataDirectory(folder);
    }
  }
}
