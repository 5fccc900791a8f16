import { sourceOf } from '@redress/event-log';
import { ownershipLost } from './advance-checkpoint.js';
import { asError } from './bus.error.js';
import { type ConsumerContext, placeOf } from './consumer-context.js';
import { eventNameOf } from './record-plan.js';
import type { SkipStore } from './skip-store.port.js';
import type { RecordBatch } from './subscription.port.js';

/** How a partition's checkpoint follows, under one epoch. */
interface Following {
  readonly epoch: number;
  /** Resolves when the last skip has been committed or has failed. Never rejects. */
  settled: Promise<void>;
  failure: Error | undefined;
}

/** True when no record of a batch is wanted, so that nothing but the checkpoint has to move. */
export function isSkipped({ records }: RecordBatch, { wants }: ConsumerContext): boolean {
  return records.length > 0 && !records.some((record) => wants(eventNameOf(record)));
}

/**
 * Lets the checkpoints of a consumer follow behind records without effects, instead of a transaction
 * for each batch of them. Records with effects are not handled before it has followed.
 */
export class SkippedRecords {
  private readonly places = new Map<string, Following>();

  /** @param onFailure has the partition delivered once more, for the failure to be thrown */
  constructor(
    private readonly context: ConsumerContext,
    private readonly store: SkipStore,
    private readonly onFailure: (log: string, partition: number) => void,
  ) {}

  /** @throws Error that an earlier skip met */
  skip(batch: RecordBatch): void {
    const following = this.at(batch);
    if (following.failure) throw following.failure;
    const { log, partition, epoch, after: from, records } = batch;
    const to = records.at(-1)?.position.offset ?? from;
    const move = { ...placeOf(batch, this.context), from, to, epoch };
    following.settled = this.store
      .skip(move)
      .then((isMoved) => {
        if (!isMoved) throw ownershipLost(placeOf(batch, this.context));
      })
      .catch((error: unknown) => {
        following.failure ??= asError(error);
        this.onFailure(log, partition);
      });
    this.count(batch);
  }

  /**
   * Resolves when the checkpoint stands where the batch begins.
   *
   * @throws BusError OWNERSHIP_LOST, or whatever kept it from following
   */
  async followed(batch: RecordBatch): Promise<void> {
    const following = this.at(batch);
    this.store.hurry();
    await following.settled;
    if (following.failure) throw following.failure;
  }

  /** Resolves when all checkpoints have followed or failed to. */
  async allFollowed(): Promise<void> {
    this.store.hurry();
    await Promise.all([...this.places.values()].map(({ settled }) => settled));
  }

  private at(batch: RecordBatch): Following {
    const id = `${batch.log}/${batch.partition}`;
    const known = this.places.get(id);
    if (known?.epoch === batch.epoch) return known;
    const following = { epoch: batch.epoch, settled: Promise.resolve(), failure: undefined };
    this.places.set(id, following);
    return following;
  }

  private count({ records }: RecordBatch): void {
    const { metrics, group, catalogue } = this.context;
    for (const record of records) {
      const { stream, type } = record.envelope;
      const isKnown = catalogue.find(sourceOf(record).log, stream.category, type);
      metrics.skipped(group, isKnown ? 'NO_HANDLER' : 'UNKNOWN_TYPE');
    }
  }
}
