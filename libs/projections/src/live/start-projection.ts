import {
  type BatchConsumerOptions,
  type ConsumedEvent,
  type RunningConsumer,
  startBatchConsumer,
} from '@redress/bus';
import { failpoint } from '@redress/config';
import { pgTx } from '@redress/event-log';
import { applyBatch } from './apply-batch.js';
import { readingsByName } from '../event-reading.js';
import { type Generation, groupOf } from '../generation.js';
import { projectedEvent } from '../projected-event.js';

/** Where a generation runs. */
export interface ProjectionOptions
  extends Pick<
    BatchConsumerOptions,
    'subscription' | 'checkpoints' | 'transactions' | 'catalogue' | 'parking' | 'limits' | 'metrics'
  > {
  readonly service: string;
  readonly generation: Generation;
}

/**
 * Keeps a read model up to date: batch, fold in memory, one transaction with rows and checkpoint. A
 * generation without checkpoints starts at the beginning of its log.
 *
 * @throws BusError when the group cannot start
 */
export function startProjection(options: ProjectionOptions): Promise<RunningConsumer> {
  const { service, generation, ...consumer } = options;
  const { projection } = generation;
  const wanted = readingsByName(projection.events);
  return startBatchConsumer({
    ...consumer,
    group: groupOf(service, generation),
    logs: [projection.log],
    startAt: 'beginning',
    verb: 'project',
    // Rows and checkpoint are lost together in a crash, and made again.
    transactions: { run: (work) => consumer.transactions.run(work, { waitsForDisk: false }) },
    wants: (name) => wanted.has(name),
    async apply(events, tx) {
      const { client } = pgTx(tx);
      // A batch is of one partition.
      const partition = events[0]?.record.position.partition ?? 0;
      const projected = events.flatMap(
        ({ event, record }: ConsumedEvent) => projectedEvent(projection, event, record) ?? [],
      );
      await applyBatch({ client, service, generation, partition }, projected);
      failpoint('projection-applied');
      return events.length;
    },
  });
}
