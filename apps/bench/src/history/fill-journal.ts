import { journalName, logTables, partitionCount } from '@redress/event-log';
import { Client, type PoolConfig } from 'pg';
import { eventColumns, eventLine } from './copy-line.js';
import { copyStream } from './copy-stream.js';
import { customerHistory, type CustomerHistoryOptions } from './customer-history.js';
import type { FillProgress } from './fill-progress.js';
import type { HistoryEvent, HistoryStream } from './history-row.js';
import { pauseIndexes } from './index-pause.js';

const tables = logTables(journalName);
const sources = 'journal_sources';

/** An event's row in the journal is its row in its own log, with the journal's offset before it. */
const journalEventColumns = `off, source_${eventColumns}`;
const journalStreamColumns =
  'stream_no, partition, source_log, tenant_id, category, stream_id, ordering_key';

const progressEvery = 10_000;

/**
 * Fills an empty journal with the history that `fillLogs` puts into the logs, as if it had been
 * copied from them in the order of recorded time. Committed at the end, or not at all.
 *
 * @param owner connection of the owner of the schema that holds the journal
 * @returns events
 * @throws Error when the journal is not empty
 */
export async function fillJournal(
  owner: PoolConfig,
  options: CustomerHistoryOptions,
  progress?: FillProgress,
): Promise<number> {
  const client = new Client(owner);
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`lock table ${tables.streams}, ${tables.events}, ${sources}`);
    const { rowCount } = await client.query(`select from ${tables.events} limit 1`);
    if (rowCount !== 0) throw new Error('the journal is not empty');
    const restore = [
      await pauseIndexes(client, tables.events),
      await pauseIndexes(client, tables.streams),
    ];
    const { events, streams } = await copyEvents(client, options, progress);
    await copyStreams(client, streams, options);
    for (const restoreIndexes of restore) await restoreIndexes();
    await noteSources(client);
    await client.query('commit');
    await client.query(`vacuum (analyze) ${tables.streams}, ${tables.events}`);
    return events;
  } finally {
    await client.end();
    progress?.stop();
  }
}

async function copyEvents(
  client: Client,
  options: CustomerHistoryOptions,
  progress: FillProgress | undefined,
): Promise<{ readonly events: number; readonly streams: readonly HistoryStream[] }> {
  const copy = copyStream(client, tables.events, journalEventColumns);
  const next = new Float64Array(partitionCount);
  // A connection carries one COPY at a time, and streams come behind all events.
  const streams: HistoryStream[] = [];
  let count = 0;
  for (const row of customerHistory(options)) {
    if (row.row === 'stream') {
      streams.push(row);
      continue;
    }
    const offset = next[row.partition] ?? 0;
    next[row.partition] = offset + 1;
    const full = copy.write(`${offset}\t${eventLine(row, streamNoOf(row, options))}`);
    if (full !== undefined) await full;
    count += 1;
    if (count % progressEvery === 0) progress?.events(count);
  }
  return { events: await copy.end(), streams };
}

async function copyStreams(
  client: Client,
  streams: readonly HistoryStream[],
  options: CustomerHistoryOptions,
): Promise<void> {
  const copy = copyStream(client, tables.streams, journalStreamColumns);
  for (const stream of streams) {
    const { partition, log, tenantId, category, id, orderingKey } = stream;
    const names = [partition, log, tenantId, category, id, orderingKey].join('\t');
    const full = copy.write(`${streamNoOf(stream, options)}\t${names}\n`);
    if (full !== undefined) await full;
  }
  await copy.end();
  await client.query(
    `select setval(pg_get_serial_sequence('${tables.streams}', 'stream_no'), max(stream_no))
     from ${tables.streams}`,
  );
}

/** Streams of `intake` are the customers, numbered from 1; those of `conduct` follow them. */
function streamNoOf(
  { log, streamNo }: Pick<HistoryEvent, 'log' | 'streamNo'>,
  { customers }: CustomerHistoryOptions,
): number {
  return log === 'intake' ? streamNo : customers + streamNo;
}

/** How far each source was copied: all of it. */
async function noteSources(client: Client): Promise<void> {
  await client.query(
    `insert into ${sources} (source_log, partition, off)
     select s.source_log, e.partition, max(e.source_off)
     from ${tables.events} e join ${tables.streams} s using (stream_no)
     group by 1, 2`,
  );
}
