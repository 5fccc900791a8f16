import { DatabaseError, type Pool } from 'pg';
import { type AppendRow, appendResult, batchLength, batchParameters } from './append-batch.js';
import { type EncodedCommand, encodeCommand, hex } from './append-command.js';
import { type AppendLane, appendLane } from './append-lane.js';
import {
  type AppendResult,
  type EventLog,
  type Idempotency,
  type LogRecord,
  partitionCount,
  type StreamReadOptions,
} from './event-log.port.js';
import type { StreamRef } from '@redress/kernel';
import { gatherPerTransaction } from './gather.js';
import { type LogRow, recordOf, selectPartition, selectStream, selectStreams } from './log-row.js';
import { logTables } from './log-tables.js';
import { type PgTx, pgTx, type TxClient } from './pg-transactions.js';
import { tracedAppend } from './traced-append.js';
import { wakeUps } from './wake-ups.js';

/** Where a log is stored, and how it is written. */
export interface PgEventLogOptions {
  /** Writer pool of the service; its search path is the schema that holds the log. */
  readonly pool: Pool;
  readonly log: string;
  /**
   * Batches that may be in flight at once, each for its own share of the partitions (default 4:
   * the fastest measured). Each uses one connection of the pool while it is.
   */
  readonly lanes?: number;
  /** Told of a wake-up that could not be sent or heard: costs latency, loses nothing. */
  readonly onProblem?: (error: Error) => void;
  /** Told of each group commit; appends within a caller's transaction are part of that one's time. */
  readonly onGroupCommit?: (commit: GroupCommit) => void;
}

/** One group commit, from its sending to the answer that it is durable. */
export interface GroupCommit {
  readonly commands: number;
  readonly seconds: number;
  readonly result: 'ok' | 'failed';
}

/** An event log that holds connections. */
export interface PgEventLog extends EventLog {
  /** Waits for what is in flight, then stops listening. The pool stays open. */
  close(): Promise<void>;
}

const bound = { commands: 200, size: 2_000_000 };
const queueMax = 10_000;
const readMax = 5_000;
const roundsMax = 5;
const partitionCacheMax = 50_000;

/** The event log in PostgreSQL: tables and append function of `eventLogMigration`. */
export function pgEventLog(options: PgEventLogOptions): PgEventLog {
  const { pool, log, onGroupCommit, onProblem = ignoreProblem } = options;
  const tables = logTables(log);
  const partitions = new Map<string, number>();
  const wake = wakeUps({ pool, channel: `redress.${tables.append}`, onProblem });

  async function sendOn(
    client: TxClient,
    batch: readonly EncodedCommand[],
  ): Promise<(AppendResult | 'again')[]> {
    try {
      const { rows } = await client.query<AppendRow>({
        name: tables.append,
        text: `select * from ${tables.append}($1, $2, $3, $4)`,
        values: batchParameters(batch),
      });
      return batch.map((command, index) => {
        const row = rows[index];
        if (!row) throw new Error('the append function left a command unanswered');
        return appendResult(log, command, row);
      });
    } catch (error) {
      if (isContention(error) && client === pool) return batch.map(() => ({ status: 'retry' }));
      throw error;
    }
  }

  async function timed<Result>(commands: number, send: () => Promise<Result>): Promise<Result> {
    if (!onGroupCommit) return send();
    const since = performance.now();
    const tell = (result: GroupCommit['result']) =>
      onGroupCommit({ commands, result, seconds: (performance.now() - since) / 1_000 });
    try {
      const results = await send();
      tell('ok');
      return results;
    } catch (error) {
      tell('failed');
      throw error;
    }
  }

  /** Remembers where streams are and tells readers what is new, once it is committed. */
  function committed(batch: readonly EncodedCommand[], results: readonly AppendResult[]): void {
    const touched = new Set<number>();
    for (const [index, result] of results.entries()) {
      const stream = batch[index]?.stream;
      if (result.status !== 'ok' || stream === undefined) continue;
      touched.add(result.position.partition);
      if (partitions.size >= partitionCacheMax) partitions.clear();
      partitions.set(stream, result.position.partition);
    }
    if (touched.size > 0) wake.appended(touched);
  }

  const lanes = Array.from({ length: options.lanes ?? 4 }, () =>
    appendLane({
      bound,
      queueMax,
      isDataError,
      async send(batch) {
        const results = await timed(batch.length, () => sendOn(pool, batch));
        committed(
          batch,
          results.map((result) => (result === 'again' ? { status: 'retry' } : result)),
        );
        return results;
      },
    }),
  );

  /** A wrong guess costs a wait for another lane's lock, nothing else: the function knows better. */
  function laneOf(command: EncodedCommand): AppendLane {
    const partition = partitions.get(command.stream) ?? command.partition;
    const lane = lanes[partition % lanes.length];
    if (!lane) throw new RangeError('a log needs at least one lane');
    return lane;
  }

  /** In the caller's transaction: in order, round after round. */
  async function appendIn(
    { client, afterCommit }: PgTx,
    commands: readonly EncodedCommand[],
  ): Promise<AppendResult[]> {
    const results = new Map<EncodedCommand, AppendResult>();
    let left = [...commands];
    for (let round = 1; left.length > 0; round += 1) {
      const batch = left.splice(0, batchLength(left, bound));
      const answers = await sendOn(client, batch);
      const again = batch.filter((_, index) => answers[index] === 'again');
      for (const [index, command] of batch.entries()) {
        const answer = answers[index];
        if (answer && answer !== 'again') results.set(command, answer);
        else if (round >= roundsMax + commands.length) results.set(command, { status: 'retry' });
      }
      left = [...again.filter((command) => !results.has(command)), ...left];
    }
    const inOrder = commands.map((command) => results.get(command) ?? { status: 'retry' as const });
    afterCommit(() => committed(commands, inOrder));
    return inOrder;
  }

  const appendGathered = gatherPerTransaction(appendIn);
  const readGathered = gatherPerTransaction(readStreams);

  return {
    name: log,
    async append(commands, tx) {
      const encoded = commands.map(encodeCommand);
      return tracedAppend(log, commands, () =>
        Promise.all(
          encoded.map((command) =>
            tx ? appendGathered(pgTx(tx), command) : laneOf(command).add(command),
          ),
        ),
      );
    },
    readStream: async (stream, limits = {}) => readStream(stream, limits),
    async findCommand(idempotency, tx) {
      return findCommand(idempotency, tx ? pgTx(tx).client : pool);
    },
    async readPartition(partition, after, limit) {
      if (limit < 1 || limit > readMax)
        throw new RangeError(`read 1 to ${readMax} records at once`);
      const { rows } = await pool.query<LogRow>({
        name: `${tables.events}_partition`,
        text: selectPartition(tables),
        values: [partition, after, limit],
      });
      return rows.map((row) => recordOf(log, row));
    },
    async tail() {
      const { rows } = await pool.query<{ partition: number; off: string }>({
        name: `${tables.events}_tail`,
        text: `select p as partition, off from generate_series(0, ${partitionCount - 1}) p,
          lateral (select off from ${tables.events} where partition = p order by off desc limit 1) e`,
      });
      return new Map(rows.map(({ partition, off }) => [`${log}/${partition}`, Number(off)]));
    },
    onAppended: wake.subscribe,
    async close() {
      await Promise.all(lanes.map((lane) => lane.drained()));
      await wake.close();
    },
  };

  /** Whole streams, in one round trip. */
  async function readStreams(
    { client }: PgTx,
    wanted: readonly StreamRef[],
  ): Promise<LogRecord[][]> {
    const { rows } = await client.query<LogRow & { readonly place: string }>({
      name: `${tables.events}_of_streams`,
      text: selectStreams(tables),
      values: [
        wanted.map(({ tenantId }) => tenantId),
        wanted.map(({ category }) => category),
        wanted.map(({ id }) => id),
      ],
    });
    const streams: LogRecord[][] = wanted.map(() => []);
    for (const row of rows) streams[Number(row.place) - 1]?.push(recordOf(log, row));
    return streams;
  }

  async function readStream(stream: StreamRef, limits: StreamReadOptions): Promise<LogRecord[]> {
    const { tx, ...bounds } = limits;
    if (tx && Object.keys(bounds).length === 0) return readGathered(pgTx(tx), stream);
    const client: TxClient = tx ? pgTx(tx).client : pool;
    const { rows } = await client.query<LogRow>({
      name: `${tables.events}_of_stream`,
      text: selectStream(tables),
      values: [
        stream.tenantId,
        stream.category,
        stream.id,
        limits.fromVersion ?? null,
        limits.toVersion ?? null,
        limits.recordedUpTo ?? null,
      ],
    });
    return rows.map((row) => recordOf(log, row));
  }

  async function findCommand(
    { key, bodyMac }: Idempotency,
    client: TxClient,
  ): Promise<AppendResult | undefined> {
    const { rows } = await client.query<{
      body_mac: Buffer;
      version: number;
      partition: number | null;
      off: string | null;
    }>({
      name: `${tables.append}_find`,
      text: `select k.body_mac, k.version, e.partition, e.off from commands k
        left join ${tables.events} e
          on k.log = '${log}' and e.stream_no = k.stream_no and e.version = k.version
        where k.key = $1`,
      values: [Buffer.from(key)],
    });
    const row = rows[0];
    if (!row) return undefined;
    const { partition, off } = row;
    const same = hex(row.body_mac) === hex(bodyMac);
    if (!same || partition === null || off === null) return { status: 'key-reused' };
    const position = { log, partition, offset: Number(off) };
    return { status: 'duplicate', version: row.version, position };
  }
}

/**
 * Deletes idempotency keys that are older than 30 days, oldest first.
 *
 * @param atMost bound of one call (default 10,000), which keeps its transaction short
 * @returns how many were deleted; fewer than `atMost` means that none is left
 */
export async function expireCommands(pool: Pool, atMost = 10_000): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('select expire_commands($1) as count', [
    atMost,
  ]);
  return rows[0]?.count ?? 0;
}

/** Serialization failure, deadlock, lock or statement timeout: undone as a whole, worth a retry. */
function isContention(error: unknown): boolean {
  const code = error instanceof DatabaseError ? error.code : undefined;
  return code !== undefined && ['40001', '40P01', '55P03', '57014'].includes(code);
}

/** Bad data (class 22), a broken constraint (23), too large (54): the batch was undone. */
function isDataError(error: unknown): boolean {
  return error instanceof DatabaseError && /^(22|23|54)/.test(error.code ?? '');
}

function ignoreProblem(): void {
  // Readers poll as well; who wants to count lost wake-ups passes `onProblem`.
}
