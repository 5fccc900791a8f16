import type { Vector } from '@redress/event-log';
import type { Client, PoolConfig } from 'pg';
import { type CatchUpOptions, catchUp, checkpointsOf } from './catch-up.js';
import type { Difference } from './certificate.js';
import { withClient } from './fold-lanes.js';
import { type Generation, groupOf } from './generation.js';
import { selectDifferences } from './projection-tables.sql.js';
import { RebuildError } from './rebuild.error.js';
import type { RebuildOptions } from './rebuild-options.js';
import { inTransaction, knownGenerations } from './registry.js';
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
  const { service, projection } = options;
  const known = await knownGenerations(owner, [projection.name]);
  const active = known.find(({ state }) => state === 'ACTIVE');
  const catching: CatchUpOptions = { ...options, generation: shadow };
  if (!active || active.version !== projection.version) {
    const upTo = await options.log.tail();
    const events = await catchUp(catching, upTo);
    return {
      ...(await tableHash(owner, shadow)),
      upTo,
      events,
      equalToLive: null,
      differences: [],
    };
  }
  const live: Generation = { projection, table: active.table };
  // A first catch-up in the open, so that the snapshot is held for the last few events only.
  const first = await catchUp(catching, await checkpointsOf(owner, groupOf(service, live)));
  return withClient(options.owner, async (snapshot) => {
    await snapshot.query('begin isolation level repeatable read read only');
    await refuseParked(snapshot, groupOf(service, live));
    const upTo = await checkpointsOf(snapshot, groupOf(service, live));
    const shown = await tableHash(snapshot, live);
    const events = first + (await catchUp(catching, upTo));
    const built = await tableHash(owner, shadow);
    const equalToLive = built.hash === shown.hash && built.rows === shown.rows;
    const differences = equalToLive ? [] : await differencesOf(live, catching, options.owner);
    return { ...built, upTo, events, equalToLive, differences };
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

/** @throws RebuildError PARKED_KEYS: events that wait are missing in the live read model */
export async function refuseParked(client: Client, group: string): Promise<void> {
  const { rows } = await client.query<{ keys: string }>(
    'select count(*) as keys from parked_keys where consumer = $1',
    [group],
  );
  if (Number(rows[0]?.keys) === 0) return;
  throw new RebuildError(
    'PARKED_KEYS',
    `${group} has ${rows[0]?.keys} parked keys: redrive or discard them first (redress parked)`,
  );
}
