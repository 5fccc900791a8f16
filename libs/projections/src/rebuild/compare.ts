import { withClient } from '@redress/postgres';
import type { Vector } from '@redress/event-log';
import type { Client, PoolConfig } from 'pg';
import { type CatchUpOptions, catchUp, checkpointsOf, hasReached } from '../live/catch-up.js';
import type { Difference } from './certificate.js';
import { type Generation, groupOf } from '../generation.js';
import { liveGeneration } from './live-generation.js';
import { inTransaction } from '../registry/in-transaction.js';
import { selectDifferences } from '../projection-tables.sql.js';
import { refuseParked } from './refuse-parked.js';
import type { RebuildOptions } from './rebuild-options.js';
import { type TableHash, tableHash } from './table-hash.js';

/** What a comparison found, at one vector of offsets. */
export interface Comparison extends TableHash {
  readonly upTo: Vector;
  /** Events by which the shadow was caught up to that vector. */
  readonly events: number;
  readonly equalToLive: boolean | null;
  readonly differences: readonly Difference[];
}

/**
 * Compares a shadow with the live read model at one instant, without a pause for anybody: a snapshot
 * reads the live checkpoints and the live hash, the shadow is caught up to exactly there, and its
 * hash must be the same.
 *
 * @throws RebuildError PARKED_KEYS: the live one left events out, so it cannot be equal
 */
export async function compareWithLive(
  owner: Client,
  options: RebuildOptions,
  shadow: Generation,
): Promise<Comparison> {
  const catching: CatchUpOptions = { ...options, generation: shadow };
  const seen = await liveHash(options);
  const reached = await checkpointsOf(owner, groupOf(options.service, shadow));
  // A shadow that was begun when something else was live may be ahead of this one for a while.
  if (!seen || !hasReached(reached, seen.live.at)) {
    const upTo = seen ? reached : await options.log.tail();
    const events = await catchUp(catching, upTo);
    const built = await tableHash(owner, shadow);
    return { ...built, upTo, events, equalToLive: null, differences: [] };
  }
  const { live, shown } = seen;
  const events = await catchUp(catching, live.at);
  const built = await tableHash(owner, shadow);
  const equalToLive = built.hash === shown.hash && built.rows === shown.rows;
  const differences = equalToLive ? [] : await differencesOf(live, catching, options.owner);
  return { ...built, upTo: live.at, events, equalToLive, differences };
}

/** The live read model, where it stands and its hash there, in one snapshot. */
async function liveHash(options: RebuildOptions) {
  return withClient(options.owner, async (snapshot) => {
    await snapshot.query('begin isolation level repeatable read read only');
    const live = await liveGeneration(snapshot, options);
    if (!live) return undefined;
    await refuseParked(snapshot, groupOf(options.service, live));
    return { live, shown: await tableHash(snapshot, live) };
  });
}

/** Where they differ, the live one stands still for a moment, so that only true differences show. */
async function differencesOf(
  live: Generation,
  catching: CatchUpOptions,
  owner: PoolConfig,
): Promise<Difference[]> {
  const { service, generation: shadow } = catching;
  return withClient(owner, (client) =>
    inTransaction(client, async () => {
      const group = groupOf(service, live);
      await client.query('select from checkpoints where consumer = $1 for update', [group]);
      await catchUp(catching, await checkpointsOf(client, group));
      const { rows } = await client.query<{ tenant_id: string; key: string; columns: string[] }>(
        selectDifferences(live, shadow),
      );
      return rows.map(({ tenant_id: tenantId, key, columns }) => ({ tenantId, key, columns }));
    }),
  );
}
