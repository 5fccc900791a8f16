import {
  type BatchConsumerOptions,
  type ConsumedEvent,
  type RunningConsumer,
  startBatchConsumer,
} from '@redress/bus';
import { pgTx } from '@redress/event-log';
import { eventsByRow, foldBatch, rowName } from './fold-batch.js';
import type { ProjectedEvent, Projection } from './projection.js';
import { selectStates, tableOf, upsertRows } from './projection-tables.sql.js';

/** A row has events in two partitions, whose owners would overwrite each other's work. */
export class KeySpansPartitionsError extends Error {
  override readonly name = 'KeySpansPartitionsError';
  readonly code = 'KEY_SPANS_PARTITIONS';

  constructor(projection: Projection) {
    super(`${tableOf(projection)}: a key has events in two partitions of ${projection.log}`);
  }
}

/** Where a projection runs. */
export interface ProjectionOptions
  extends Pick<
    BatchConsumerOptions,
    'subscription' | 'checkpoints' | 'transactions' | 'catalogue' | 'parking' | 'limits' | 'metrics'
  > {
  readonly service: string;
  readonly projection: Projection;
}

/** The consumer group of a projection: each version catches up for itself. */
export function groupOf(service: string, projection: Projection): string {
  return `${service}.${tableOf(projection)}`;
}

/**
 * Keeps a read model up to date: batch, fold in memory, one transaction with rows and checkpoint.
 * A new version starts at the beginning of its log.
 *
 * @throws BusError when the group cannot start
 */
export function startProjection(options: ProjectionOptions): Promise<RunningConsumer> {
  const { service, projection, ...consumer } = options;
  const wanted = new Set(
    projection.events.map(({ log, category, type }) => `${log}/${category}.${type}`),
  );
  return startBatchConsumer({
    ...consumer,
    group: groupOf(service, projection),
    logs: [projection.log],
    startAt: 'beginning',
    wants: (name) => wanted.has(name),
    async apply(events, tx) {
      const projected = events.map(projectedEvent);
      const { client } = pgTx(tx);
      // Rows and checkpoint are lost together in a crash, and made again: no need to wait for disk.
      await client.query("select set_config('synchronous_commit', 'off', true)");
      const rows = [...eventsByRow(projection, projected).values()].map(({ at }) => at);
      const { rows: known } = await client.query<{
        tenant_id: string;
        key: string;
        state: unknown;
      }>({
        name: `${tableOf(projection)}_states`,
        text: selectStates(projection),
        values: [rows.map(({ tenantId }) => tenantId), rows.map(({ key }) => key)],
      });
      const states = new Map(
        known.map(({ tenant_id: tenantId, key, state }) => [rowName({ tenantId, key }), state]),
      );
      const changed = foldBatch(projection, projected, (at) => states.get(rowName(at)));
      if (changed.length === 0) return events.length;
      // A batch is of one partition.
      const partition = events[0]?.record.position.partition;
      const { rowCount } = await client.query({
        name: `${tableOf(projection)}_upsert`,
        text: upsertRows(projection),
        values: [JSON.stringify(changed.map((row) => ({ ...row, partition })))],
      });
      if (rowCount !== changed.length) throw new KeySpansPartitionsError(projection);
      return events.length;
    },
  });
}

function projectedEvent({ event, record }: ConsumedEvent): ProjectedEvent {
  const { envelope, position, source = position } = record;
  return { event, envelope, source };
}
