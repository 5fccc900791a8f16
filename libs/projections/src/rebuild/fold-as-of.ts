import { withClient } from '@redress/postgres';
import type { EventCatalogue } from '@redress/contracts';
import type { EventLog } from '@redress/event-log';
import type { Client, PoolConfig } from 'pg';
import { holdAsOfTable, newAsOfTable } from './as-of-tables.js';
import type { FoldLanes } from '../bulk/fold-lanes.js';
import { foldTasks } from '../bulk/fold-parts.js';
import type { Generation } from '../generation.js';
import { inLanes } from '../bulk/in-lanes.js';
import { joinStored } from '../bulk/join-stored.js';
import { leftOutOfShown } from '../left-out.js';
import { createTables, dropTables } from '../projection-tables.sql.js';
import { indexTables } from './index-tables.js';
import type { Projection } from '../projection.js';

/** A read model as it was, or as it was known, at an instant. */
export interface AsOfOptions {
  readonly service: string;
  readonly projection: Projection;
  /** Settings of the owner role. */
  readonly owner: PoolConfig;
  readonly log: EventLog;
  readonly catalogue: EventCatalogue;
  readonly lanes: FoldLanes;
  readonly workers?: number;
  /** RFC 3339; what was recorded, or what was true, at this very instant is taken in. */
  readonly at: string;
  readonly axis: 'recorded' | 'occurred';
  /** Whose read model; of all tenants where it is not said. */
  readonly tenantId?: string;
}

/**
 * Folds a whole log up to an instant into tables that nobody else sees, lets `read` look at them, and
 * drops them. Events are left out, never sorted anew: what a service recorded of one stream stays
 * in its order. What was given up in the read model that is shown is left out as well.
 */
export async function foldAsOf<T>(
  options: AsOfOptions,
  read: (client: Client, generation: Generation) => Promise<T>,
): Promise<T> {
  const { service, projection, owner, log, lanes, workers = 2, at, axis, tenantId } = options;
  const table = newAsOfTable();
  const generation: Generation = { projection, table };
  const ends = await log.tail();
  try {
    return await withClient(owner, async (client) => {
      await holdAsOfTable(client, table);
      const leftOut = await leftOutOfShown(client, service, projection);
      for (const statement of createTables(generation, { unlogged: true })) {
        await client.query(statement);
      }
      await inLanes(foldTasks(log.name, ends), workers, async (upTo) => {
        const range = { upTo, at, axis, leftOut, ...(tenantId ? { tenantId } : {}) };
        const task = { connection: owner, name: projection.name, table, range, isPart: false };
        await lanes.fold(task, () => undefined);
      });
      await indexTables(client, generation);
      if (projection.join) await joinStored(client, generation);
      return await read(client, generation);
    });
  } finally {
    // The connection that was read with is gone by now, whatever it was left in.
    await dropAll(owner, generation);
  }
}

async function dropAll(owner: PoolConfig, generation: Generation): Promise<void> {
  await withClient(owner, async (client) => {
    for (const statement of dropTables(generation)) await client.query(statement);
  });
}
