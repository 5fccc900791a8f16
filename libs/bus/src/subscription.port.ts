import type { LogRecord, Vector } from '@redress/event-log';

/** Records of one partition of one log, in order, delivered at least once. */
export interface RecordBatch {
  readonly log: string;
  readonly partition: number;
  /** Empty only when the batch answers a `nudge`. */
  readonly records: readonly LogRecord[];
  /** Offset before the first record: where the checkpoint stands, -1 at the beginning. */
  readonly after: number;
  /** Rises with every change of owner; a commit under an older one is refused. */
  readonly epoch: number;
  /** True when nothing more stood in the partition when this batch was read. */
  readonly caughtUp: boolean;
  /** Aborted when ownership was lost or the drain deadline passed: stop, do not commit. */
  readonly signal: AbortSignal;
  /**
   * Tells the bus that slow work is alive; without it ownership may be taken away.
   *
   * @throws BusError OWNERSHIP_LOST when it has been taken away already
   */
  beat(): Promise<void>;
}

/**
 * Resolves after its own commit of effects and checkpoint; awaiting it is the back-pressure. A
 * rejection with BusError OWNERSHIP_LOST gives the partition up; any other fails the subscription,
 * because retrying and parking are the consumer's business, above the bus.
 */
export type BatchHandler = (batch: RecordBatch) => Promise<void>;

/** Which logs a group reads, and from where. */
export interface SubscriptionOptions {
  /** Members of one group share the partitions; each group sees every record. */
  readonly group: string;
  readonly logs: readonly string[];
  /**
   * `checkpoint` continues, and fails with NO_CHECKPOINT where a group has none: renaming a group
   * must not silently start it anew. `beginning` or a vector is used only where there is none.
   */
  readonly startAt: 'checkpoint' | 'beginning' | Vector;
  /** Most records of a batch, 1..5,000. */
  readonly maxBatch: number;
  /** Longest wait between polls when no wake-up arrives, in milliseconds. */
  readonly maxWaitMs: number;
}

/** How far a group is behind in one partition. */
export interface PartitionLag {
  readonly log: string;
  readonly partition: number;
  /** Offset of the last committed record, -1 before the first. */
  readonly committed: number;
  /** Last offset of the log. */
  readonly end: number;
  /** The log is out of reach: it ended there when that was known last. */
  readonly isOld?: true;
  /** Records not yet committed. */
  readonly records: number;
  readonly owner?: string;
}

/** A subscription at work. */
export interface RunningSubscription {
  /** Delivers no further batch of a partition to this member, until `resume`. */
  pause(log: string, partition: number): void;
  resume(log: string, partition: number): void;
  /**
   * Runs the handler with an empty batch if this member owns the partition, in turn with its other
   * batches: for work that only the owner may do, such as a redrive.
   */
  nudge(log: string, partition: number): void;
  lag(): Promise<PartitionLag[]>;
  /** Stops reading, lets running batches end within `drainMs`, gives the partitions up. */
  stop(options: { drainMs: number }): Promise<void>;
  /** Resolves with the reason when the subscription cannot go on; the process should exit. */
  readonly failed: Promise<Error>;
}

/**
 * Delivery of logs to consumers. Adapters: PgBus (reads the logs themselves), the in-memory model,
 * and KafkaBus. One owner per (group, log, partition); what makes effects happen once is the fence
 * in the checkpoint row, which the handler moves in its own transaction.
 */
export interface Subscription {
  /**
   * Joins the group and begins to deliver what this member comes to own.
   *
   * @throws BusError NO_CHECKPOINT, UNKNOWN_LOG
   */
  start(handler: BatchHandler, options: SubscriptionOptions): Promise<RunningSubscription>;
}
