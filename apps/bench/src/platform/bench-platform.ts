import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataDirectoryOwner, removeDataDirectory } from '@redress/postgres';
import type { PoolConfig } from 'pg';
import { fillDirectory } from './fill-directory.js';
import { type PlatformProcess, startPlatformProcess } from './platform-process.js';
import { caughtUp } from './caught-up.js';

/** The platform that a run of the bench works with: the embedded default, with a little history. */
export interface BenchPlatform extends PlatformProcess {
  /** A superuser of its server. */
  readonly connection: PoolConfig;
  readonly postmasterPid: number;
  /** Tenant of the history. */
  readonly tenantId: string;
}

// Beside the data of the product, because a temporary folder may lie in memory, where fsync is free.
const parent = fileURLToPath(new URL('../../../../.redress/bench-platforms', import.meta.url));

// The customer with the most events has about a thousand of them.
const history = { seed: 7, customers: 2, events: 1_500, tenantId: 'history' };

/**
 * Fills a new data directory and starts the platform on it. Its `stop` removes the directory.
 *
 * @throws Error when it does not start
 */
export async function startBenchPlatform(say: (line: string) => void): Promise<BenchPlatform> {
  await mkdir(parent, { recursive: true });
  await removeAbandoned();
  const dataDirectory = await mkdtemp(join(parent, 'run-'));
  try {
    await fillDirectory(dataDirectory, history, say);
    const platform = await startPlatformProcess(dataDirectory);
    await caughtUp(platform);
    let stopping: Promise<void> | undefined;
    return {
      ...platform,
      ...(await serverOf(dataDirectory)),
      tenantId: history.tenantId,
      stop() {
        stopping ??= platform.stop().then(() => removePlatform(dataDirectory));
        return stopping;
      },
    };
  } catch (error) {
    await removePlatform(dataDirectory);
    throw error;
  }
}

/** Starts the product as five services and a gateway, on servers of its own, without a history. */
export async function startDistributedPlatform(): Promise<BenchPlatform> {
  await mkdir(parent, { recursive: true });
  await removeAbandoned();
  const dataDirectory = await mkdtemp(join(parent, 'run-'));
  try {
    const platform = await startPlatformProcess(dataDirectory, 'distributed');
    await caughtUp(platform);
    return {
      ...platform,
      ...(await serverOf(dataDirectory)),
      tenantId: history.tenantId,
      async stop() {
        await platform.stop();
        await removePlatform(dataDirectory);
      },
    };
  } catch (error) {
    await removePlatform(dataDirectory);
    throw error;
  }
}

/** The embedded server says itself, in lines of a file, which process it is and where it listens. */
async function serverOf(
  dataDirectory: string,
): Promise<Pick<BenchPlatform, 'connection' | 'postmasterPid'>> {
  const file = join(dataDirectory, 'postgres', 'cluster', 'postmaster.pid');
  const [pid, , , port, host] = (await readFile(file, 'utf8')).split('\n');
  const database = { user: 'redress', database: 'postgres' };
  return {
    postmasterPid: Number(pid),
    connection: { host: host ?? '', port: Number(port), ssl: false, ...database },
  };
}

async function removePlatform(dataDirectory: string): Promise<void> {
  await removeDataDirectory(join(dataDirectory, 'postgres'));
  await rm(dataDirectory, { recursive: true, force: true });
}

async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(parent)) {
    const folder = join(parent, name);
    const owner = await dataDirectoryOwner(join(folder, 'postgres'));
    if (owner === undefined) await removePlatform(folder);
  }
}
