import { join } from 'node:path';
import { serviceNames } from '@redress/contracts';
import { journalName } from '@redress/event-log';
import {
  loginOf,
  openService,
  provisionService,
  schemaOf,
  startEmbeddedPostgres,
} from '@redress/postgres';
import { Client, type PoolConfig } from 'pg';
import type { CustomerHistoryOptions } from '../history/customer-history.js';
import { fillJournal } from '../history/fill-journal.js';
import { fillLogs } from '../history/fill-logs.js';
import { fillProgress } from '../history/fill-progress.js';
import { analytics } from '../risk/analytics-database.js';
import { startPlatformProcess } from './platform-process.js';

/** Where the events are that others read. */
const logsOfHistory = [
  { log: 'intake', schema: 'intake' },
  { log: 'conduct', schema: 'triage' },
  { log: journalName, schema: analytics },
] as const;

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
    await letAllHaveHeard(server.connection);
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
 * Everybody has heard of the history, and nobody reacts to two years at once: facts that come later
 * are reacted to. The read models have heard of nothing, so that the next start folds the whole
 * journal in bulk; with checkpoints at its beginning they would take it in piece by piece.
 */
async function letAllHaveHeard(admin: PoolConfig): Promise<void> {
  const client = new Client(admin);
  await client.connect();
  try {
    await client.query(
      `delete from analytics.checkpoints c using analytics.projection_generations g
       where c.consumer = 'analytics.' || g.table_name`,
    );
    for (const { log, schema } of logsOfHistory) {
      const ends = `select partition, max(off) as off from ${schema}.${log}_events group by 1`;
      for (const reader of serviceNames) {
        await client.query(
          `update ${schemaOf(reader)}.checkpoints c set off = e.off from (${ends}) e
           where c.log = $1 and c.partition = e.partition and c.off < e.off`,
          [log],
        );
      }
    }
  } finally {
    await client.end();
  }
}
