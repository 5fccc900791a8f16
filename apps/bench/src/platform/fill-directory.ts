import { join } from 'node:path';
import { loginOf, openService, provisionService, startEmbeddedPostgres } from '@redress/postgres';
import { Client, type PoolConfig } from 'pg';
import type { CustomerHistoryOptions } from '../history/customer-history.js';
import { fillJournal } from '../history/fill-journal.js';
import { fillLogs } from '../history/fill-logs.js';
import { fillProgress } from '../history/fill-progress.js';
import { analytics } from '../risk/analytics-database.js';
import { startPlatformProcess } from './platform-process.js';

/** What was filled in. */
export interface FilledDirectory {
  readonly events: number;
  readonly streams: number;
  readonly seconds: number;
}

/**
 * Fills the data directory of the embedded platform with a made-up history: the log of intake, that
 * of conduct, which triage owns, and the journal of analytics as if they had been copied there. The platform itself makes the directory
 * and everything in it, and must not run meanwhile.
 *
 * @throws Error when there are events already, or when the directory is in use
 */
export async function fillDirectory(
  dataDirectory: string,
  history: CustomerHistoryOptions,
  say: (line: string) => void,
): Promise<FilledDirectory> {
  say(`the platform prepares ${dataDirectory}`);
  await (await startPlatformProcess(dataDirectory)).stop();
  const server = await startEmbeddedPostgres({ dataDir: join(dataDirectory, 'postgres') });
  try {
    const intake = await ownerOf(server.connection, 'intake');
    const journal = await ownerOf(server.connection, analytics);
    say(`the logs intake and conduct: ${history.events} events`);
    const owners = { intake, conduct: await ownerOf(server.connection, 'triage') };
    const filled = await fillLogs(owners, history, fillProgress(history.events));
    say('the journal, as it is copied from them');
    await fillJournal(journal, history, fillProgress(history.events));
    await forgetReaders(journal);
    return filled;
  } finally {
    await server.stop();
  }
}

/** As the platform connects: a login of the service's own in the database of the superuser. */
async function ownerOf(admin: PoolConfig, service: string): Promise<PoolConfig> {
  const connection = await provisionService({ admin, service, login: loginOf(service) });
  const { owner, close } = openService({ connection, service });
  await close();
  return owner;
}

/**
 * Those who stand at the beginning of an empty journal have read nothing. Without their checkpoints
 * the next start folds the whole journal at once; with them it would take it in piece by piece.
 */
async function forgetReaders(owner: PoolConfig): Promise<void> {
  const client = new Client(owner);
  await client.connect();
  try {
    await client.query(`delete from checkpoints where log = 'journal' and off < 0`);
    await client.query(
      `update checkpoints c set off = s.off from journal_sources s
       where c.consumer = 'analytics.journal' and c.log = s.source_log
         and c.partition = s.partition and c.off < s.off`,
    );
  } finally {
    await client.end();
  }
}
