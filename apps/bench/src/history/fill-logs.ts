import { logTables } from '@redress/event-log';
import { Client, type PoolConfig } from 'pg';
import { eventColumns, eventLine, streamColumns, streamLine } from './copy-line.js';
import { type CopyStream, copyStream } from './copy-stream.js';
import { customerHistory, type CustomerHistoryOptions } from './customer-history.js';
import type { FillProgress } from './fill-progress.js';
import { type HistoryLog, historyLogs, type HistoryRow } from './history-row.js';
import { pauseIndexes } from './index-pause.js';

/**
 * For each log the connection of the owner of its schema, `ServiceDatabase.owner`: nobody else may
 * write a log past its append function. It may be the same one twice.
 */
export type LogOwners = Readonly<Record<HistoryLog, PoolConfig>>;

/** What was filled in. */
export interface Filled {
  readonly events: number;
  readonly streams: number;
  readonly seconds: number;
}

/** A log that is being filled, in one transaction: first its events, then its streams. */
interface OpenLog {
  /** Takes a row; a promise is to be waited for. */
  write(row: HistoryRow): Promise<unknown> | undefined;
  end(): Promise<{ readonly events: number; readonly streams: number }>;
}

/** Events between two signs of life. */
const progressEvery = 10_000;

/**
 * Fills the empty logs `intake` and `conduct` with a made-up history, by COPY: far faster than
 * commands, and as readable as if commands had written it. Who uses the logs waits meanwhile. Both are
 * committed at the end, or neither when anything fails before. Statistics and visibility are
 * brought up to date, so that what is measured next does not pay for it.
 *
 * @throws Error when a log is not empty: a history begins at offset 0
 */
export async function fillLogs(
  owners: LogOwners,
  options: CustomerHistoryOptions,
  progress?: FillProgress,
): Promise<Filled> {
  const startedAt = performance.now();
  const clients = {
    intake: await connected(owners.intake),
    conduct: await connected(owners.conduct),
  };
  try {
    const filled = await copyHistory(clients, options, progress);
    for (const log of historyLogs) await clients[log].query('commit');
    const seconds = (performance.now() - startedAt) / 1_000;
    for (const log of historyLogs) await tidy(clients[log], log);
    return { ...filled, seconds };
  } finally {
    // What is not committed by now is rolled back by the end of its session.
    await Promise.all(historyLogs.map((log) => clients[log].end()));
    progress?.stop();
  }
}

async function copyHistory(
  clients: Readonly<Record<HistoryLog, Client>>,
  options: CustomerHistoryOptions,
  progress: FillProgress | undefined,
): Promise<Omit<Filled, 'seconds'>> {
  const logs = {
    intake: await openLog('intake', clients.intake),
    conduct: await openLog('conduct', clients.conduct),
  };
  let count = 0;
  for (const row of customerHistory(options)) {
    const full = logs[row.log].write(row);
    if (full) await full;
    if (row.row === 'event') count += 1;
    if (count % progressEvery === 0) progress?.events(count);
  }
  const [intake, conduct] = [await logs.intake.end(), await logs.conduct.end()];
  progress?.events(count);
  return {
    events: intake.events + conduct.events,
    streams: intake.streams + conduct.streams,
  };
}

async function connected(owner: PoolConfig): Promise<Client> {
  const client = new Client(owner);
  await client.connect();
  return client;
}

async function openLog(log: HistoryLog, client: Client): Promise<OpenLog> {
  const tables = logTables(log);
  await client.query('begin');
  await client.query(`lock table ${tables.streams}, ${tables.events}`);
  const { rowCount } = await client.query(`select from ${tables.events} limit 1`);
  if (rowCount !== 0) throw new Error(`the log ${log} is not empty`);
  const restore = [
    await pauseIndexes(client, tables.events),
    await pauseIndexes(client, tables.streams),
  ];
  const eventCopy = copyStream(client, tables.events, eventColumns);
  let events: number | undefined;
  let streamCopy: CopyStream | undefined;
  // A connection carries one COPY at a time.
  const afterEvents = async (): Promise<CopyStream> => {
    events ??= await eventCopy.end();
    streamCopy ??= copyStream(client, tables.streams, streamColumns);
    return streamCopy;
  };
  return {
    write(row) {
      if (row.row === 'event') return eventCopy.write(eventLine(row));
      const line = streamLine(row);
      return streamCopy ? streamCopy.write(line) : afterEvents().then((copy) => copy.write(line));
    },
    async end() {
      const streams = await (await afterEvents()).end();
      for (const restoreIndexes of restore) await restoreIndexes();
      // The next stream that a command makes must get a number of its own.
      await client.query(
        `select setval(pg_get_serial_sequence('${tables.streams}', 'stream_no'), $1, $2)`,
        [Math.max(1, streams), streams > 0],
      );
      return { events: events ?? 0, streams };
    },
  };
}

async function tidy(client: Client, log: HistoryLog): Promise<void> {
  const { streams, events } = logTables(log);
  await client.query(`vacuum (analyze) ${streams}, ${events}`);
}
