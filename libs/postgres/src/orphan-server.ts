import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine, errorCode, processStart } from '@redress/servers';

/** Signals in rising order of violence, with the time that each gets to work. */
const SIGNALS: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 30_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5_000],
];

/**
 * Deals with what a killed owner may have left: a server that is still running, or a pid file whose
 * number belongs to somebody else by now. Call it as the owner of the data directory only.
 *
 * A server that still runs is stopped rather than adopted: it is not our child, so we could
 * neither tie it to our life nor learn of its end.
 */
export async function clearOrphan(cluster: string, log: (message: string) => void): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  const startedAt = Number.isNaN(pid) ? undefined : processStart(pid);
  if (startedAt === undefined) return;
  if (!isServerOf(commandLine(pid), cluster)) {
    await giveToOurselves(pidFile);
    return;
  }
  log(`stopping PostgreSQL (pid ${pid}), which a killed process left on ${cluster}`);
  for (const [signal, patienceMs] of SIGNALS) {
    if (!sendSignal(pid, signal)) return;
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      if (processStart(pid) !== startedAt) return;
      await sleep(20);
    }
  }
}

/** False when the process has gone in the meantime. */
function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    throw error;
  }
}

/** Whether a command line is that of a server on this very folder. */
export function isServerOf(command: string | undefined, cluster: string): boolean {
  return command !== undefined && / -D /.test(command) && `${command} `.includes(` -D ${cluster} `);
}

/**
 * Writes our own number into a pid file that names a stranger.
 *
 * PostgreSQL refuses to start while the process of that number lives, whatever it is, but overlooks
 * its own parent, which is us. Removing the file instead would also remove its last line, by which
 * PostgreSQL notices back ends that survived a killed server.
 */
async function giveToOurselves(pidFile: string): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await open(pidFile, 'r+');
  } catch (error) {
    // The stranger was the server after all, with one foot out of the door: it took the file along.
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  try {
    const [, ...rest] = (await handle.readFile('utf8')).split('\n');
    const content = [String(process.pid), ...rest].join('\n');
    await handle.truncate(0);
    await handle.write(content, 0);
  } finally {
    await handle.close();
  }
}
