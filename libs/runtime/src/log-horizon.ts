import { appendHorizon, type OwnedLog, restingHorizon } from '@redress/bus';
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
  return earliest(await inEachDatabase(places, appendHorizon));
}

/**
 * The same without waiting, for who may be in the middle of an append; undefined while one is under
 * way in any of the logs, because nobody can see when it read the clock.
 */
export async function horizonAtRest(places: readonly LogPlace[]): Promise<Timestamp | undefined> {
  const horizons = await inEachDatabase(places, restingHorizon);
  const known = horizons.filter((horizon) => horizon !== undefined);
  return known.length === horizons.length ? earliest(known) : undefined;
}

function inEachDatabase<T>(
  places: readonly LogPlace[],
  ask: (pool: Pool, logs: readonly OwnedLog[]) => Promise<T>,
): Promise<T[]> {
  const byPool = new Map<Pool, OwnedLog[]>();
  for (const { pool, service, log } of places) {
    byPool.set(pool, [...(byPool.get(pool) ?? []), { service, log }]);
  }
  return Promise.all([...byPool].map(([pool, logs]) => ask(pool, logs)));
}

function earliest(horizons: readonly Timestamp[]): Timestamp {
  return timestampOf(Math.min(...horizons.map(millisOf)));
}
