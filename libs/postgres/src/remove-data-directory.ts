import { readdir, realpath, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { claimDataDirectory } from './data-directory-owner.js';
import { errorCode } from '@redress/servers';
import { clearOrphan } from './orphan-server.js';
import { removeSocketDirectory, socketDirectory } from './socket-directory.js';

/** What a server of ours puts into its data directory. Anything else there is not ours to remove. */
const OURS = ['cluster', 'cluster.new', 'server.log', 'server.log.1'];

/**
 * Removes all data of a server, for good: the next start begins with an empty database. The
 * directory itself goes too, unless it holds something else. A missing directory is no error.
 *
 * @throws PostgresStartError `DATA_DIR_IN_USE` when a live process owns it
 */
export async function removeDataDirectory(directory: string): Promise<void> {
  const dataDir = await realpath(directory).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (dataDir === undefined) return;
  const claim = await claimDataDirectory(dataDir);
  try {
    await clearOrphan(join(dataDir, 'cluster'), () => undefined);
    for (const name of OURS) await rm(join(dataDir, name), { recursive: true, force: true });
    removeSocketDirectory(socketDirectory(dataDir, process.geteuid?.() ?? 0));
  } finally {
    claim.release();
  }
  if ((await readdir(dataDir)).length === 0) await rmdir(dataDir);
}
