import type { StreamRef } from '@redress/kernel';
import type { Pool } from 'pg';
import { fieldSeparator, hex, rowSeparator } from './append-command.js';
import { bareEventsOf, type BareStreamRow, selectBareStreams } from './bare-streams.sql.js';
import {
  type LogRecord,
  partitionCount,
  type StreamReadOptions,
  type Tx,
} from './event-log.port.js';
import {
  type BareEvent,
  type BareStreamsWanted,
  type Journal,
  type JournalCopy,
  journalName,
  type JournalRecord,
  type StreamsWanted,
} from './journal.port.js';
import { journalTables } from './journal-tables.sql.js';
import { type LogRow, openColumns, recordOf, sealedColumns } from './log-row.js';
import { pgTx } from './pg-transactions.js';
import { wakeUps } from './wake-ups.js';

/** Where a journal is stored. */
export interface PgJournalOptions {
  /** Writer pool of the service; its search path is the schema that holds the journal. */
  readonly pool: Pool;
  /** Told of a wake-up that could not be sent or heard: costs latency, loses nothing. */
  readonly onProblem?: (error: Error) => void;
}

/** A journal that holds connections. */
export interface PgJournal extends Journal {
  /** Stops listening. The pool stays open. */
  close(): Promise<void>;
}

interface JournalRow extends LogRow {
  readonly source_log: string;
  readonly source_off: string;
}

const readMax = 5_000;

const { streams, events, sources, copy } = journalTables;

const streamColumns = 's.tenant_id, s.category, s.stream_id, s.ordering_key, s.source_log';

const columns = `${openColumns}, ${sealedColumns}, e.source_off, ${streamColumns}`;

const columnsWithoutSealed = `${openColumns}, null as sealed_subjects, null as sealed_texts,
  e.source_off, ${streamColumns}`;

/** The journal in PostgreSQL: tables and function of `journalMigration`. */
export function pgJournal({ pool, onProblem = ignoreProblem }: PgJournalOptions): PgJournal {
  const wake = wakeUps({ pool, channel: `redress.${copy}`, onProblem });

  async function copyIn(records: readonly LogRecord[], tx: Tx): Promise<JournalCopy> {
    const { client, afterCommit } = pgTx(tx);
    const { log, partition } = sourceOfAll(records);
    const { rows } = await client.query<{ copied: number; last_off: string }>({
      name: copy,
      text: `select copied, last_off from ${copy}($1, $2, $3)`,
      values: [log, partition, records.map(encodeRecord).join(rowSeparator)],
    });
    const [row] = rows;
    if (!row) throw new Error('the copy function gave no answer');
    if (row.copied > 0) afterCommit(() => wake.appended([partition]));
    return { copied: row.copied, end: Number(row.last_off) };
  }

  async function readStream(
    { tenantId, category, id }: StreamRef,
    { fromVersion, toVersion, recordedUpTo, tx }: StreamReadOptions = {},
  ): Promise<JournalRecord[]> {
    const client = tx ? pgTx(tx).client : pool;
    const { rows } = await client.query<JournalRow>({
      name: `${events}_of_stream`,
      text: `select ${columns}
        from ${streams} s join ${events} e on e.stream_no = s.stream_no
        where s.tenant_id = $1 and s.category = $2 and s.stream_id = $3
          and e.version >= coalesce($4::integer, 1)
          and e.version <= coalesce($5::integer, 2147483647)
          and e.recorded_at <= coalesce($6::timestamptz, 'infinity')
        order by s.source_log, e.version`,
      values: [tenantId, category, id, fromVersion, toVersion, recordedUpTo],
    });
    return rows.map(journalRecordOf);
  }

  async function readStreams({ tenantId, categories, ids }: StreamsWanted) {
    const { rows } = await pool.query<JournalRow>({
      name: `${events}_of_streams`,
      text: `select ${columnsWithoutSealed}
        from ${streams} s join ${events} e on e.stream_no = s.stream_no
        where s.tenant_id = $1 and s.stream_id = any($2) and s.category = any($3)
        order by s.stream_id, s.category, s.source_log, e.version`,
      values: [tenantId, ids, categories],
    });
    return rows.map(journalRecordOf);
  }

  /** From one tenant to the next in the index of names, past all streams of each. */
  async function tenants() {
    const { rows } = await pool.query<{ tenant_id: string }>({
      name: `${streams}_tenants`,
      text: `with recursive found as (
          select min(tenant_id) as tenant_id from ${streams}
          union all
          select (select min(s.tenant_id) from ${streams} s where s.tenant_id > found.tenant_id)
          from found where found.tenant_id is not null
        ) select tenant_id from found where tenant_id is not null`,
    });
    return rows.map(({ tenant_id: tenantId }) => tenantId);
  }

  async function readBareStreams(wanted: BareStreamsWanted): Promise<BareEvent[]> {
    const { tenantId, categories, ids, types, typesWithoutData } = wanted;
    const { rows } = await pool.query<BareStreamRow>({
      name: `${events}_bare_streams`,
      text: selectBareStreams,
      values: [tenantId, ids, categories, types, typesWithoutData],
    });
    return rows.flatMap((row) => bareEventsOf(tenantId, row));
  }

  return {
    name: journalName,
    copy: copyIn,
    readStream,
    readStreams,
    readBareStreams,
    tenants,
    async append() {
      throw new Error('nothing is appended to a journal: it copies what others recorded');
    },
    async findCommand() {
      return undefined;
    },
    async copied() {
      const { rows } = await pool.query<{ source_log: string; partition: number; off: string }>(
        `select source_log, partition, off from ${sources}`,
      );
      return new Map(rows.map((row) => [`${row.source_log}/${row.partition}`, Number(row.off)]));
    },
    async readPartition(partition, after, limit) {
      if (limit < 1 || limit > readMax)
        throw new RangeError(`read 1 to ${readMax} records at once`);
      const { rows } = await pool.query<JournalRow>({
        name: `${events}_partition`,
        text: `select ${columns} from (
            select * from ${events} where partition = $1 and off > $2 order by off limit $3
          ) e join ${streams} s on s.stream_no = e.stream_no order by e.off`,
        values: [partition, after, limit],
      });
      return rows.map(journalRecordOf);
    },
    async tail() {
      const { rows } = await pool.query<{ partition: number; off: string }>({
        name: `${events}_tail`,
        text: `select p as partition, off from generate_series(0, ${partitionCount - 1}) p,
          lateral (select off from ${events} where partition = p order by off desc limit 1) e`,
      });
      return new Map(
        rows.map(({ partition, off }) => [`${journalName}/${partition}`, Number(off)]),
      );
    },
    onAppended: wake.subscribe,
    close: wake.close,
  };
}

function journalRecordOf(row: JournalRow): JournalRecord {
  const source = {
    log: row.source_log,
    partition: row.partition,
    offset: Number(row.source_off),
  };
  return { ...recordOf(journalName, row), source };
}

/** Log and partition that all records have in common. */
function sourceOfAll(records: readonly LogRecord[]): { log: string; partition: number } {
  const [first] = records;
  if (!first) throw new RangeError('a copy of nothing');
  const { log, partition } = first.position;
  const isOther = ({ position }: LogRecord) =>
    position.log !== log || position.partition !== partition;
  if (records.some(isOther))
    throw new RangeError('a copy takes records of one partition of one log');
  return { log, partition };
}

/** A record as the copy function reads it; the numbers of the fields stand there. */
function encodeRecord({ position, previous, orderingKey, envelope, data, sealed }: LogRecord) {
  const { stream, actor, origin, correlationId, causationId, policyRefs, traceparent } = envelope;
  // The same order as in the source: the copy is equal byte for byte.
  const meta = { actor, origin, correlationId, causationId, policyRefs, traceparent };
  return [
    position.offset,
    previous,
    envelope.recordedAt,
    envelope.occurredAt,
    envelope.version,
    envelope.schemaVersion,
    envelope.id,
    envelope.type,
    JSON.stringify(meta),
    JSON.stringify(data),
    sqlArray(sealed.map(({ subject }) => subject.replace(/["\\]/g, '\\$&'))),
    stream.tenantId,
    stream.category,
    stream.id,
    orderingKey,
    sqlArray(sealed.map(({ ciphertext }) => `\\\\x${hex(ciphertext)}`)),
  ].join(fieldSeparator);
}

function sqlArray(items: readonly string[]): string {
  return items.length === 0 ? '' : `{${items.map((item) => `"${item}"`).join(',')}}`;
}

function ignoreProblem(): void {
  // Readers poll as well; who wants to count lost wake-ups passes `onProblem`.
}
