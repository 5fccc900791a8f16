import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { errorCode } from './error-code.js';
import { claimFolder, folderOwner } from './folder-claim.js';
import { processStart } from './process-table.js';
import { ServerStartError } from './server-start.error.js';

const PREFIX = 'redress-server-';
const OWNER_FILE = /^owner-\d+\.json$/;
// Between making its folder and taking it a server needs milliseconds; this is for slow machines.
const UNCLAIMED_FOR_MS = 60_000;

/** A folder that belongs to this process while its server runs. */
export interface ServerFolder {
  readonly path: string;
  /** It is removed on release. */
  readonly isTemporary: boolean;
  release(): Promise<void>;
}

/**
 * Takes a folder for a server: the given one, which stays, or a new temporary one, which goes. What
 * processes that were killed have left in it and in the temporary folder of the system is ended or
 * removed on the way.
 *
 * @param kind the server, for who looks around there, e.g. `kafka`
 * @throws ServerStartError `START_FAILED` when a live process owns the given folder
 */
export async function ownFolder(kind: string, given?: string): Promise<ServerFolder> {
  await removeAbandonedFolders();
  if (given !== undefined) await mkdir(given, { recursive: true });
  const path = await realpath(given ?? (await mkdtemp(join(tmpdir(), `${PREFIX}${kind}-`))));
  const claim = await claimFolder(path);
  if ('rival' in claim) {
    throw new ServerStartError('START_FAILED', `${path} is in use by process ${claim.rival}.`);
  }
  await killLeftovers(path);
  const isTemporary = given === undefined;
  return {
    path,
    isTemporary,
    async release() {
      if (isTemporary) await removeServerFolder(path);
      claim.release();
    },
  };
}

/** Removes what killed processes left: our folders that no live process owns. */
export async function removeAbandonedFolders(parent: string = tmpdir()): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(parent, name);
    if (await isAbandoned(folder)) await removeServerFolder(folder);
  }
}

async function removeServerFolder(folder: string): Promise<void> {
  await killLeftovers(folder);
  // A dying server may still be writing.
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

async function killLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
    if (basename(name) === 'server.pid') killLeftover(join(folder, name));
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  const info = await stat(folder).catch(() => undefined);
  // Several users may run servers on one machine: theirs is theirs.
  if (info === undefined || info.uid !== process.getuid?.()) return false;
  if ((await folderOwner(folder)) !== undefined) return false;
  const names = await readdir(folder).catch(() => []);
  return (
    names.some((name) => OWNER_FILE.test(name)) || Date.now() - info.mtimeMs > UNCLAIMED_FOR_MS
  );
}

function killLeftover(pidFile: string): void {
  try {
    const [number = '', ...start] = readFileSync(pidFile, 'utf8').split(' ');
    const pid = Number.parseInt(number, 10);
    // Process numbers come again; a start does not.
    if (processStart(pid) === start.join(' ')) process.kill(pid, 'SIGKILL');
  } catch (error) {
    // The file or the process went away in the meantime.
    if (!['ENOENT', 'ESRCH'].includes(errorCode(error) ?? '')) throw error;
  }
}
