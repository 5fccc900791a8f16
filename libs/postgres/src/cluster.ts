import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '@redress/servers';
import {
  type Host,
  launchCommand,
  NOBODY_UID,
  SERVER_ENVIRONMENT,
  serverUid,
} from './launch-command.js';
import { type PostgresPrograms, majorVersion } from './postgres-programs.js';
import { PostgresStartError } from './postgres-start.error.js';
import { startErrorFrom } from './start-failure.js';

/** Name of the superuser of every server we start. */
export const SUPERUSER = 'redress';

export interface ClusterOptions {
  /** PostgreSQL's own folder, inside the data directory. */
  readonly cluster: string;
  readonly programs: PostgresPrograms;
  readonly host: Host;
  readonly durable: boolean;
}

/**
 * Makes sure that the folder holds a database cluster that these programs can run.
 *
 * @returns true when it was created now
 * @throws PostgresStartError `DATA_DIR_VERSION_MISMATCH`, `DATA_DIR_WRONG_OWNER`, and what initdb
 *   can fail with
 */
export async function prepareCluster(options: ClusterOptions): Promise<boolean> {
  const { cluster, host, programs } = options;
  const owner = await ownerOf(cluster);
  if (owner === undefined) {
    await createCluster(options);
    return true;
  }
  if (owner !== serverUid(host)) {
    throw new PostgresStartError(
      'DATA_DIR_WRONG_OWNER',
      `${cluster} belongs to uid ${owner}, and PostgreSQL would run as uid ${serverUid(host)}` +
        `${owner === NOBODY_UID ? ' (the folder was made by root)' : ''}. ` +
        'Start as the user who made it, or choose another data directory.',
    );
  }
  await refuseOtherVersion(cluster, await majorVersion(programs));
  return false;
}

/** PostgreSQL's own record of the version, which initdb writes. */
async function refuseOtherVersion(cluster: string, ours: number): Promise<void> {
  const written = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  if (written === String(ours)) return;
  throw new PostgresStartError(
    'DATA_DIR_VERSION_MISMATCH',
    `${cluster} was written by PostgreSQL ${written}, and this release brings PostgreSQL ${ours}. ` +
      'Nothing was changed. Start it with the release that wrote it and export the data there, or ' +
      `convert it with pg_upgrade of PostgreSQL ${ours}, or choose another data directory.`,
  );
}

/** Built under another name and renamed when complete: half a cluster is never taken for one. */
async function createCluster({ cluster, programs, host, durable }: ClusterOptions): Promise<void> {
  const draft = `${cluster}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  if (host.uid === 0) await chown(draft, NOBODY_UID, NOBODY_UID);
  await runInitdb(programs.initdb, host, [
    ...['-D', draft, '-U', SUPERUSER, '-A', 'trust', '-E', 'UTF8'],
    // Named here, or a missing LANG stops initdb. The built-in provider sorts alike on every system.
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ...(durable ? [] : ['--no-sync']),
  ]);
  await rename(draft, cluster);
  if (durable) await syncDirectory(dirname(cluster));
}

async function runInitdb(initdb: string, host: Host, args: readonly string[]): Promise<void> {
  const command = launchCommand(host, initdb, args);
  const child = spawn(command.file, command.args, {
    env: SERVER_ENVIRONMENT,
    // A terminal's Ctrl-C is for us to handle, not for the child.
    detached: true,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw startErrorFrom('initdb', complaint);
}

async function ownerOf(folder: string): Promise<number | undefined> {
  try {
    return (await stat(folder)).uid;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the rename itself survive a power cut. */
async function syncDirectory(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
