import { type EventLog, partitionCount } from '@redress/event-log';
import { millisOf, type Timestamp, timestampOf } from '@redress/kernel';
import { lockName } from '@redress/postgres';
import type { Pool } from 'pg';
import type { RunningSubscription } from './subscription.port.js';

/**
 * The latest instant T such that every record of these logs with `recordedAt` up to T has been
 * committed by the group: "we have heard all that was recorded until T".
 *
 * A deadline that depends on the facts of others fires only when T has reached it. Otherwise a
 * promise that was kept in time, but heard of late, would be recorded as broken.
 *
 * @param group the consumer or subscription whose checkpoints count
 * @param sources the logs that it reads, by name
 * @param horizon an instant, read now: whatever becomes visible in these logs later was recorded
 *   after it. See {@link appendHorizon}
 */
export async function heardUpTo(
  group: Pick<RunningSubscription, 'lag'>,
  sources: Readonly<Record<string, Pick<EventLog, 'readPartition'>>>,
  horizon: () => Promise<Timestamp>,
): Promise<Timestamp> {
  // Before the ends of the logs are read, or a record between the two would be overlooked.
  let heard = millisOf(await horizon());
  for (const { log, partition, committed, records } of await group.lag()) {
    if (records === 0) continue;
    const source = sources[log];
    if (!source) throw new Error(`heardUpTo needs the source of ${log}`);
    const [oldest] = await source.readPartition(partition, committed, 1);
    if (oldest) heard = Math.min(heard, millisOf(oldest.envelope.recordedAt) - 1);
  }
  return timestampOf(heard);
}

/** A log and the service that owns it. */
export interface OwnedLog {
  readonly service: string;
  readonly log: string;
}

/**
 * The horizon of logs in PostgreSQL: a little before now, by the database's clock, after waiting
 * for appends that had begun before. An append reads its `recordedAt` under the lock of its
 * partition and keeps the lock until it is visible; so whoever has held each lock for a moment
 * after looking at the clock has let all earlier ones pass. No two locks are held at once.
 *
 * @param pool any role of the database that holds the logs
 */
export async function appendHorizon(pool: Pool, logs: readonly OwnedLog[]): Promise<Timestamp> {
  const locks = 'pg_advisory_lock_shared(key), pg_advisory_unlock_shared(key)';
  const { rows } = await pool.query<Clock>(clockThen(locks), [appendLocks(logs)]);
  return justBefore(rows[0]);
}

/**
 * The same without waiting: undefined while an append is under way in any of the logs, because
 * nobody can see when it read the clock. Who takes a lock later reads the clock later.
 */
export async function restingHorizon(
  pool: Pool,
  logs: readonly OwnedLog[],
): Promise<Timestamp | undefined> {
  const isFree = `bool_and(case when pg_try_advisory_lock_shared(key)
                                then pg_advisory_unlock_shared(key) else false end) as free`;
  const { rows } = await pool.query<Clock & { readonly free: boolean }>(
    `${clockThen(isFree)} group by now`,
    [appendLocks(logs)],
  );
  return rows[0]?.free ? justBefore(rows[0]) : undefined;
}

/** The clock of the database, as a row. */
interface Clock {
  readonly now: Date;
}

/** Recorded times have milliseconds: one of the same millisecond may still come. */
function justBefore(clock: Clock | undefined): Timestamp {
  return timestampOf((clock?.now.getTime() ?? 0) - 1);
}

/** No row is made, and so no lock taken, before there is one of the clock. $1 names of locks. */
function clockThen(locks: string): string {
  return `with clock as materialized (select clock_timestamp() as now)
    select now, ${locks}
    from clock,
         (select hashtextextended(name, 0) as key from unnest($1::text[]) as names (name)) keys`;
}

/** What an append holds, partition by partition. */
function appendLocks(logs: readonly OwnedLog[]): string[] {
  return logs.flatMap(({ service, log }) =>
    Array.from({ length: partitionCount }, (_, partition) =>
      lockName('append', service, log, partition),
    ),
  );
}
