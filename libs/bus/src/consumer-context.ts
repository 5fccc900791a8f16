import type { EventCatalogue } from '@redress/contracts';
import type { Transactions, Tx } from '@redress/event-log';
import { advanceCheckpoint } from './advance-checkpoint.js';
import type { BusMetrics } from './bus-metrics.port.js';
import type { CheckpointStore } from './checkpoint-store.port.js';
import type { ConsumedEvent } from './consumed-event.js';
import type { ConsumerLimits } from './consumer-limits.js';
import type { ParkingLot, ParkingPlace } from './parking-lot.port.js';
import type { RecordBatch } from './subscription.port.js';

/** What the work on batches needs. */
export interface ConsumerContext {
  readonly group: string;
  readonly checkpoints: CheckpointStore;
  readonly transactions: Transactions;
  readonly catalogue: EventCatalogue;
  readonly parking: ParkingLot;
  /** True for the names `<log>/<category>.<type>` that are handled; the others are skipped. */
  readonly wants: (name: string) => boolean;
  /**
   * Writes the effects of events into `tx`, in order. Answers how many of them, from the first and
   * at least one, it took in; the others come again in the next transaction.
   */
  readonly apply: (events: readonly ConsumedEvent[], tx: Tx) => Promise<number>;
  /** What its work is called in traces; `process` where nothing is said. */
  readonly verb?: 'process' | 'project';
  readonly limits: ConsumerLimits;
  readonly metrics: BusMetrics;
}

/** The place of a batch in the parking lot. */
export function placeOf(batch: RecordBatch, context: ConsumerContext): ParkingPlace {
  return { group: context.group, log: batch.log, partition: batch.partition };
}

/**
 * Moves the checkpoint as the last step of a transaction; `to` equal to `from` only proves and
 * holds the ownership.
 *
 * @throws BusError OWNERSHIP_LOST, so that the transaction is rolled back
 */
export async function advanceFenced(
  batch: RecordBatch,
  step: { from: number; to: number },
  context: ConsumerContext,
  tx: Tx,
): Promise<void> {
  batch.signal.throwIfAborted();
  const move = { ...placeOf(batch, context), ...step, epoch: batch.epoch };
  await advanceCheckpoint(context.checkpoints, move, tx);
}
