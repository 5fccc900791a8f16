import type { RunningConsumer } from '@redress/bus';
import type { EventLog } from '@redress/event-log';
import { millisOf, type Timestamp, timestampOf } from '@redress/kernel';
import type { Pool } from 'pg';

/**
 * Time between the reading of an append's `recordedAt`, under its lock, and the moment in which it
 * can be read by others. A commit takes milliseconds.
 */
const commitMarginMs = 200;

/**
 * The instant up to which a group has taken in all that was recorded in its logs. Where it is
 * behind, that is just before the oldest record it has not committed.
 */
export async function heardUpTo(
  consumer: RunningConsumer,
  sources: Readonly<Record<string, EventLog>>,
  pool: Pool,
): Promise<Timestamp> {
  // Read before the ends of the logs: what is recorded later has a later time.
  const { rows } = await pool.query<{ now: Date }>('select clock_timestamp() as now');
  let heard = (rows[0]?.now.getTime() ?? 0) - commitMarginMs;
  for (const { log, partition, committed, records } of await consumer.lag()) {
    if (records === 0) continue;
    const [oldest] = (await sources[log]?.readPartition(partition, committed, 1)) ?? [];
    if (oldest) heard = Math.min(heard, millisOf(oldest.envelope.recordedAt) - 1);
  }
  return timestampOf(heard);
}
