import { type BusMetrics, noMetrics } from './bus-metrics.port.js';
import { consumeBatch } from './consume-batch.js';
import { type ConsumerContext, placeOf } from './consumer-context.js';
import { type ConsumerLimits, defaultLimits } from './consumer-limits.js';
import type { DiscardRequest, ParkedKey } from './parking-lot.port.js';
import { redriveRequested } from './redrive.js';
import { untilNotTransient } from './retry-pause.js';
import { canSkip } from './skip-store.port.js';
import { isSkipped, SkippedRecords } from './skipped-records.js';
import type {
  PartitionLag,
  RecordBatch,
  Subscription,
  SubscriptionOptions,
} from './subscription.port.js';
import { within } from './within.js';

/** What a consumer is made of. */
export interface BatchConsumerOptions extends Omit<ConsumerContext, 'limits' | 'metrics'> {
  readonly subscription: Subscription;
  readonly logs: readonly string[];
  readonly startAt: SubscriptionOptions['startAt'];
  /** What differs from {@link defaultLimits}. */
  readonly limits?: Partial<ConsumerLimits>;
  readonly metrics?: BusMetrics;
}

/** A consumer at work. */
export interface RunningConsumer {
  readonly group: string;
  readonly logs: readonly string[];
  /** Resolves with the reason when it cannot go on; the process should exit. */
  readonly failed: Promise<Error>;
  lag(): Promise<PartitionLag[]>;
  pause(log: string, partition: number): void;
  resume(log: string, partition: number): void;
  /** Lets the running transactions end within `drainMs`, then gives the partitions up. */
  stop(options: { drainMs: number }): Promise<void>;
  parked(): Promise<ParkedKey[]>;
  /**
   * Has parked events handled again, in order, by the owners of their partitions; all keys unless
   * one is named. Answers how many keys it concerns; `parked` shows what became of them.
   */
  redrive(key?: string): Promise<number>;
  /** Gives parked events up, with a reason that is kept; answers how many. */
  discard(request: Omit<DiscardRequest, 'group'>): Promise<number>;
}

/** One partition under one epoch: all that is kept in memory, and loaded anew at a take-over. */
interface Gate {
  readonly epoch: number;
  readonly keys: Set<string>;
}

/**
 * Consumes logs so that each event has its effects once: they are committed together with the
 * checkpoint, under its fence. Failures of database or network are tried again without end and
 * without moving on. An event that fails by itself is isolated by halving the transaction, tried
 * three times alone, then parked with every later event of its key, while other keys go on.
 *
 * @throws BusError NO_CHECKPOINT, UNKNOWN_LOG
 */
export async function startBatchConsumer(options: BatchConsumerOptions): Promise<RunningConsumer> {
  const { group, logs, startAt, subscription, parking, checkpoints } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const context: ConsumerContext = { ...options, limits, metrics: options.metrics ?? noMetrics };
  const gates = new Map<string, Gate>();
  const skipped = canSkip(checkpoints)
    ? new SkippedRecords(context, checkpoints, (log, partition) => running.nudge(log, partition))
    : undefined;
  const running = await subscription.start(
    async (batch) => {
      if (skipped && isSkipped(batch, context)) return skipped.skip(batch);
      await skipped?.followed(batch);
      const { keys } = await gateOf(batch, gates, context);
      await (batch.records.length > 0 ? consumeBatch : redriveRequested)(batch, keys, context);
    },
    { group, logs, startAt, maxBatch: limits.maxBatch, maxWaitMs: limits.maxWaitMs },
  );
  const endRequests = parking.onRequest((place) => {
    if (place.group === group) running.nudge(place.log, place.partition);
  });
  return {
    ...{ group, logs },
    failed: running.failed,
    lag: () => running.lag(),
    pause: (log, partition) => running.pause(log, partition),
    resume: (log, partition) => running.resume(log, partition),
    parked: () => parking.list(group),
    redrive: (key) => parking.request({ group, ...(key === undefined ? {} : { key }) }),
    discard: (request) => parking.discard({ ...request, group }),
    async stop(drain) {
      endRequests();
      // Before the partitions are given up, or what was skipped is skipped again at the next start.
      await within(drain.drainMs, skipped?.allFollowed());
      await running.stop(drain);
      await within(drain.drainMs, skipped?.allFollowed());
    },
  };
}

async function gateOf(
  batch: RecordBatch,
  gates: Map<string, Gate>,
  context: ConsumerContext,
): Promise<Gate> {
  const id = `${batch.log}/${batch.partition}`;
  const known = gates.get(id);
  if (known?.epoch === batch.epoch) return known;
  const keys = await untilNotTransient(batch, context.limits.retry, () =>
    context.parking.keys(placeOf(batch, context)),
  );
  const gate = { epoch: batch.epoch, keys };
  gates.set(id, gate);
  return gate;
}
