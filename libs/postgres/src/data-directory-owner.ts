import { claimFolder, type FolderClaim, folderOwner } from '@redress/servers';
import { PostgresStartError } from './postgres-start.error.js';

/** This process owns a data directory until it releases it or ends. */
export type OwnerClaim = FolderClaim;

/**
 * Takes a data directory for this process, or refuses.
 *
 * @throws PostgresStartError `DATA_DIR_IN_USE` naming the pid of the live owner
 */
export async function claimDataDirectory(dataDir: string): Promise<OwnerClaim> {
  const claim = await claimFolder(dataDir);
  if ('rival' in claim) throw inUse(dataDir, claim.rival);
  return claim;
}

/**
 * The process that owns a data directory at this moment.
 *
 * @returns its pid, or undefined when there is none (also when the directory does not exist)
 */
export async function dataDirectoryOwner(dataDir: string): Promise<number | undefined> {
  return folderOwner(dataDir);
}

function inUse(dataDir: string, pid: number): PostgresStartError {
  const who = pid === process.pid ? `this process (pid ${pid})` : `process ${pid}`;
  return new PostgresStartError(
    'DATA_DIR_IN_USE',
    `${dataDir} is in use by ${who}. Stop it first, or choose another data directory.`,
  );
}
