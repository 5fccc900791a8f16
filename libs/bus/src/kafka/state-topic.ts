import {
  isTransient,
  type LogRecord,
  partitionCount,
  type Transactions,
  type Tx,
} from '@redress/event-log';
import { advanceCheckpoint } from '../advance-checkpoint.js';
import { asError } from '../bus.error.js';
import type { CheckpointStore } from '../checkpoint-store.port.js';
import { defaultLimits } from '../consumer-limits.js';
import { retryPause, untilNotTransient } from '../retry-pause.js';
import type { RecordBatch, RunningSubscription, Subscription } from '../subscription.port.js';
import type { KafkaClient, OutgoingRecord, TopicRecord } from './kafka-client.port.js';
import { ProducerPool } from './producer-pool.js';
import { type LookedAt, TopicLook } from './topic-look.js';
import { withPublisher } from './with-publisher.js';

/** A state that is to stand on its topic; its version rises with every change. */
export interface DueState {
  readonly key: string;
  readonly version: number;
  /** Absent where there is nothing to tell of this key. */
  readonly message?: OutgoingRecord;
}

/**
 * States that are made of a log and are to stand on a compacted topic. A state belongs to one
 * partition of the topic, and whoever owns that partition of the log publishes it. What has to be
 * published is noted in the same transaction as what was read.
 */
export interface StateSource {
  /** The group under which the log is read: its lag is what the topic is behind. */
  readonly group: string;
  readonly log: string;
  readonly topic: string;
  /** Whose states these records may have changed; rejects with a retryable error until it can tell. */
  affected(records: readonly LogRecord[]): Promise<readonly string[]>;
  /** Notes that these states are to be published anew, and what was read for it. */
  mark(keys: readonly string[], records: readonly LogRecord[], tx: Tx): Promise<void>;
  /** Partitions in which something is to be published. */
  partitionsDue(): Promise<readonly number[]>;
  /** What is to be published, as it is now or later, at most `limit`. */
  due(partition: number, limit: number): Promise<readonly DueState[]>;
  /** Notes what stands on the topic. */
  published(states: readonly DueState[]): Promise<void>;
  /** Key and version of a record of the topic; undefined where it is none of these states. */
  read(record: TopicRecord): Pick<DueState, 'key' | 'version'> | undefined;
  /**
   * Notes anew what does not stand on the topic as it was published: the newest record of a key is an
   * older state, or is lost. Of a whole partition, what was not found is not there.
   */
  compare(partition: number, found: ReadonlyMap<string, number>, isWhole: boolean): Promise<void>;
}

/** What a publisher of states needs. */
export interface StateTopicOptions {
  readonly source: StateSource;
  /** The topic, where it is not the source's own name. */
  readonly topic?: string;
  readonly subscription: Subscription;
  readonly checkpoints: CheckpointStore;
  readonly transactions: Transactions;
  readonly client: KafkaClient;
  /** Told of what could not be published for the moment; it is tried again. */
  readonly onProblem: (error: Error) => void;
}

const batchMax = 500;
const dueMax = 200;
const retry = { minMs: 50, maxMs: 5_000 };
/** How often it is asked what is due, and how often every partition is visited, in milliseconds. */
const [askEveryMs, visitEveryMs] = [1_000, 10_000];
/** Somebody who was thought dead may have published an older state: what is older is not believed. */
const believeMs = 30_000;

/**
 * Publishes states: at least once, and so that the newest record of a key is the newest state. Whoever
 * takes a partition over compares the whole of it with what was published, and from time to time what
 * has come to it; a process that was frozen while it published is noticed, and corrected.
 *
 * @throws BusError as subscriptions do; the running one fails with KafkaError TOPIC_DIFFERS or NOT_ALLOWED
 */
export async function startStateTopic(options: StateTopicOptions): Promise<RunningSubscription> {
  const { source } = options;
  const publisher = new StatePublisher(options);
  const running = await options.subscription.start((batch) => publisher.handle(batch), {
    ...{ group: source.group, logs: [source.log], startAt: 'beginning' },
    ...{ maxBatch: batchMax, maxWaitMs: defaultLimits.maxWaitMs },
  });
  let visitedAt = 0;
  let visiting: Promise<void> | undefined;
  const visit = async () => {
    const isRound = performance.now() - visitedAt > visitEveryMs;
    const due = isRound ? [...Array(partitionCount).keys()] : await source.partitionsDue();
    if (isRound) visitedAt = performance.now();
    for (const partition of due) running.nudge(source.log, partition);
  };
  const timer = setInterval(() => {
    // Behind a visit that hangs no others gather.
    visiting ??= visit()
      .catch((error) => options.onProblem(asError(error)))
      .finally(() => {
        visiting = undefined;
      });
  }, askEveryMs);
  const close = async () => {
    await visiting;
    await publisher.close();
  };
  return withPublisher(running, { timer, close });
}

class StatePublisher {
  private readonly topic: string;
  private readonly look: TopicLook;
  private readonly looked = new Map<number, LookedAt & { readonly epoch: number }>();
  private readonly producers: ProducerPool;

  constructor(private readonly options: StateTopicOptions) {
    this.topic = options.topic ?? options.source.topic;
    this.look = new TopicLook(options.client, this.topic);
    this.producers = new ProducerPool(options.client, options.onProblem);
  }

  async handle(batch: RecordBatch): Promise<void> {
    if (batch.records.length > 0) await this.note(batch);
    for (let failures = 1; ; failures += 1) {
      batch.signal.throwIfAborted();
      try {
        await this.compare(batch);
        await this.publishDue(batch);
        return;
      } catch (error) {
        this.looked.delete(batch.partition);
        if (!isTransient(error)) throw error;
        this.options.onProblem(asError(error));
        await retryPause(batch, failures, retry);
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.look.close(), this.producers.close()]);
  }

  private async note(batch: RecordBatch): Promise<void> {
    const { source, transactions, checkpoints } = this.options;
    const { records, log, partition, epoch, after: from } = batch;
    const to = records.at(-1)?.position.offset ?? from;
    const { group } = source;
    await untilNotTransient(batch, retry, async () => {
      const keys = await source.affected(records);
      await transactions.run(async (tx) => {
        await source.mark(keys, records, tx);
        await advanceCheckpoint(checkpoints, { group, log, partition, epoch, from, to }, tx);
      });
    });
  }

  /** Looks at what has come to the topic since the last look; at everything, the first time. */
  private async compare({ partition, epoch, beat }: RecordBatch): Promise<void> {
    const before = this.looked.get(partition);
    const known = before?.epoch === epoch ? before : undefined;
    if (known && performance.now() - known.at < believeMs) return;
    const { source } = this.options;
    const found = new Map<string, number>();
    const look = await this.look.at(partition, known, async (page) => {
      for (const { key, version } of page.flatMap((each) => source.read(each) ?? [])) {
        found.set(key, version);
      }
      await beat();
    });
    await source.compare(partition, found, look.isWhole);
    this.looked.set(partition, { ...look, epoch });
  }

  private async publishDue(batch: RecordBatch): Promise<void> {
    const { partition } = batch;
    const { source } = this.options;
    for (;;) {
      const states = await source.due(partition, dueMax);
      if (states.length === 0) return;
      batch.signal.throwIfAborted();
      const messages = states.flatMap(({ message }) => message ?? []);
      await this.producers.send(this.topic, partition, messages);
      await source.published(states);
      await batch.beat();
    }
  }
}
