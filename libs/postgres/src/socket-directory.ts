import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { errorCode } from '@redress/servers';
import { PostgresStartError } from './postgres-start.error.js';

/** PostgreSQL names its socket after the port, even where there is no port. */
export const SOCKET_PORT = 5432;

// sun_path holds 104 bytes on macOS and 108 on Linux, with the closing zero.
const SOCKET_PATH_BYTES_MAX = 103;

/**
 * Folder of the socket: short enough for the kernel, and always the same for one user and one data
 * directory, so that a killed process leaves nothing that the next start does not use again.
 *
 * @param dataDir absolute, symbolic links resolved
 */
export function socketDirectory(dataDir: string, uid: number, temporary = tmpdir()): string {
  const name = `redress-${uid}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`;
  const folder = join(temporary, name);
  const socket = join(folder, `.s.PGSQL.${SOCKET_PORT}`);
  return Buffer.byteLength(socket) <= SOCKET_PATH_BYTES_MAX ? folder : join('/tmp', name);
}

// Between making its folder and listening there a server needs seconds; this is for slow machines.
const EMPTY_FOR_MS = 600_000;

/**
 * Makes the folder, closed to everybody else: who reaches the socket is superuser without a
 * password. Empty folders that killed processes have left beside it are removed on the way.
 *
 * @throws PostgresStartError `SOCKET_DIR_NOT_SAFE` when somebody else has put something there
 */
export function openSocketDirectory(folder: string, uid: number): void {
  mkdirSync(folder, { mode: 0o700, recursive: true });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new PostgresStartError(
      'SOCKET_DIR_NOT_SAFE',
      `${folder} must be a folder that belongs to uid ${uid} and is closed to others (0700). ` +
        'Remove it, or point TMPDIR elsewhere.',
    );
  }
  // A folder that was left is as old as its last server.
  const now = new Date();
  utimesSync(folder, now, now);
  removeEmptySiblings(dirname(folder), uid);
}

/** Housekeeping: whatever cannot be removed, because a server listens there or it is not ours, stays. */
function removeEmptySiblings(parent: string, uid: number): void {
  const ours = new RegExp(`^redress-${uid}-[0-9a-f]{12}$`);
  for (const name of namesIn(parent).filter((each) => ours.test(each))) {
    const folder = join(parent, name);
    try {
      const found = lstatSync(folder);
      const isOld = Date.now() - found.mtimeMs > EMPTY_FOR_MS;
      if (found.isDirectory() && found.uid === uid && isOld) rmdirSync(folder);
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
    }
  }
}

/** Empty where a folder may be written to and not be listed. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return [];
  }
}

/** Removes the folder with the socket of a server that has ended. */
export function removeSocketDirectory(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
