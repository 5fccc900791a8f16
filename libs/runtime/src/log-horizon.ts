import { appendHorizon, type OwnedLog } from '@redress/bus';
import { millisOf, type Timestamp, timestampOf } from '@redress/kernel';
import type { Pool } from 'pg';

/** A log, whose it is, and the database that it lies in. */
export interface LogPlace extends OwnedLog {
  readonly pool: Pool;
}

/**
 * An instant such that whatever becomes visible in these logs later was recorded after it. Each log
 * is asked where it lies: the locks of its appends, and the clock of its records, are those of its
 * own database. Throws when there is no log, because then nothing is waited for.
 */
export async function horizonOf(places: readonly LogPlace[]): Promise<Timestamp> {
  if (places.length === 0) throw new Error('the horizon of no log is everywhere');
  const byPool = new Map<Pool, OwnedLog[]>();
  for (const { pool, service, log } of places) {
    byPool.set(pool, [...(byPool.get(pool) ?? []), { service, log }]);
  }
  const horizons = await Promise.all(
    [...byPool].map(([pool, logs]) => appendHorizon(pool, logs).then(millisOf)),
  );
  return timestampOf(Math.min(...horizons));
}
