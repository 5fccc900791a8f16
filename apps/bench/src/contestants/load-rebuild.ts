import { busMigration } from '@redress/bus';
import type { EventLog } from '@redress/event-log';
import { runMigrations, type ServiceDatabase } from '@redress/postgres';
import {
  inProcessLanes,
  type Projection,
  prepareProjections,
  reading,
  rebuildProjection,
  registryMigration,
} from '@redress/projections';
import {
  type LoadEvent,
  type LoadState,
  loadCatalogue,
  loadEvents,
  withAmount,
} from './load-event.js';

const service = 'intake';
const columns = { events: 'integer', sum: 'bigint' } as const;

/** What every contestant folds, as a read model: a row per stream. */
const loadProjection: Projection<LoadState, LoadEvent, typeof columns> = {
  name: 'load_sums',
  version: 1,
  log: service,
  events: [reading(loadEvents.LoadObserved, ['amountMinor'])],
  columns,
  key: ({ envelope }) => envelope.stream.id,
  initialState: { count: 0, sum: 0 },
  fold: (state, { event }) => withAmount(state, event.data.amountMinor),
  row: ({ count, sum }) => ({ events: count, sum }),
};

const projection = loadProjection as Projection;

/** Makes the tables that a rebuild needs. */
export async function prepareLoadRebuild({ owner, schema }: ServiceDatabase): Promise<void> {
  const migrations = [busMigration(), registryMigration(service)];
  await runMigrations({ connection: owner, schema, migrations });
  await prepareProjections(owner, service, [projection]);
}

/**
 * Our rebuild of a read model over the events of the load: fold, tables, indexes, comparison with the
 * one before, swap.
 *
 * @returns how many events it folded
 */
export async function rebuildLoad(
  { owner, writer }: ServiceDatabase,
  log: EventLog,
): Promise<number> {
  const lanes = inProcessLanes([projection], loadCatalogue);
  try {
    const place = { service, projection, owner, writer, log, lanes };
    const { events, equalToLive } = await rebuildProjection({
      ...place,
      ...{ catalogue: loadCatalogue, code: 'bench' },
    });
    if (equalToLive === false) throw new Error('the rebuild is not equal to the one before');
    return events;
  } finally {
    await lanes.close();
  }
}
