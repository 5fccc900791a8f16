import { failpoint } from '@redress/config';
import { type LogName, topicOf, toTopicMessage } from '@redress/contracts';
import {
  isTransient,
  type LogReader,
  type LogRecord,
  partitionCount,
  type Transactions,
} from '@redress/event-log';
import { advanceCheckpoint } from '../advance-checkpoint.js';
import type { BackOff } from '../back-off.js';
import { asError, BusError } from '../bus.error.js';
import type { CheckpointStore } from '../checkpoint-store.port.js';
import { defaultLimits } from '../consumer-limits.js';
import { inRecordSpans } from '../record-spans.js';
import { retryPause, untilNotTransient } from '../retry-pause.js';
import type { RecordBatch, RunningSubscription, Subscription } from '../subscription.port.js';
import type { KafkaClient } from './kafka-client.port.js';
import { KafkaError } from './kafka.error.js';
import { ProducerPool } from './producer-pool.js';
import { SharedReader } from './shared-reader.js';
import { lastOffset, topicPlace } from './topic-places.js';
import { withPublisher } from './with-publisher.js';

/** What a relay needs. */
export interface RelayOptions {
  readonly log: LogReader & { readonly name: LogName };
  /** Delivers the log to one relay per partition, whichever process it is in. */
  readonly subscription: Subscription;
  readonly checkpoints: CheckpointStore;
  readonly transactions: Transactions;
  readonly client: KafkaClient;
  /** Told of what could not be published for the moment; it is tried again. */
  readonly onProblem: (error: Error) => void;
  /** The topic, where it is not the log's own. */
  readonly topic?: string;
  /** How often every partition is looked at, in milliseconds. Default 5,000. */
  readonly lookEveryMs?: number;
}

/** Records of one send. */
const sendMax = 500;
const retry: BackOff = { minMs: 50, maxMs: 5_000 };

/** How often every partition is looked at, whether or not anything is appended, in milliseconds. */
const lookEveryMs = 5_000;
/** Brokers that lost power may have lost what they had acknowledged: what is older is not believed. */
const believeMs = 60_000;

/** The group under which a log is published: its lag is what the topic is behind. */
export function relayGroup(log: string): string {
  return `relay.${log}`;
}

/**
 * Publishes a log on its topic, partition by partition, in order and without a hole. It is a consumer
 * of the log: who owns a partition publishes it. Whoever begins with a partition first looks at what
 * stands on the topic, so neither the checkpoint nor the word of a client decides what is published
 * next; after any doubt, and from time to time, it looks again, and publishes anew what the topic has
 * lost. A process that was thought dead may publish some twice, which readers drop by the offset of
 * the log.
 *
 * @throws BusError as subscriptions do; the running one fails with KafkaError TOPIC_AHEAD,
 *   TOPIC_DIFFERS or NOT_ALLOWED, where going on would tell others a history that is not ours
 */
export async function startRelay(options: RelayOptions): Promise<RunningSubscription> {
  const relay = new Relay(options);
  const running = await options.subscription.start((batch) => relay.publish(batch), {
    group: relayGroup(options.log.name),
    logs: [options.log.name],
    startAt: 'beginning',
    maxBatch: sendMax,
    maxWaitMs: defaultLimits.maxWaitMs,
  });
  const timer = setInterval(() => {
    for (let partition = 0; partition < partitionCount; partition += 1) {
      running.nudge(options.log.name, partition);
    }
  }, options.lookEveryMs ?? lookEveryMs);
  return withPublisher(running, { timer, close: () => relay.close() });
}

/** How far a partition is known to be published, by whoever owned it under this epoch. */
interface Published {
  readonly epoch: number;
  readonly upTo: number;
  /** When the topic was looked at, by a clock that never goes back. */
  readonly seenAt: number;
}

class Relay {
  private readonly topic: string;
  private readonly published = new Map<number, Published>();
  private readonly producers: ProducerPool;
  private readonly reader: SharedReader;

  constructor(private readonly options: RelayOptions) {
    this.topic = options.topic ?? topicOf[options.log.name];
    this.producers = new ProducerPool(options.client, options.onProblem);
    this.reader = new SharedReader(options.client);
  }

  async publish(batch: RecordBatch): Promise<void> {
    const last = batch.records.at(-1);
    const upTo = last?.position.offset ?? batch.after;
    if (last || !this.known(batch)) await this.untilPublished(batch, upTo);
    if (last) await this.commit(batch, upTo);
  }

  /** What the topic is known to have; nothing under another epoch, or when that was long ago. */
  private known({ partition, epoch }: RecordBatch): Published | undefined {
    const known = this.published.get(partition);
    if (known?.epoch !== epoch) return undefined;
    return performance.now() - known.seenAt < believeMs ? known : undefined;
  }

  async close(): Promise<void> {
    await Promise.all([this.reader.close(), this.producers.close()]);
  }

  /** Tries until it has succeeded, the partition is somebody else's, or trying does not help. */
  private async untilPublished(batch: RecordBatch, upTo: number): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      batch.signal.throwIfAborted();
      try {
        await this.publishUpTo(batch, upTo);
        return;
      } catch (error) {
        // Nothing is known of what was sent: the topic will say.
        this.published.delete(batch.partition);
        if (!isTransient(error)) throw error;
        this.options.onProblem(asError(error));
        await retryPause(batch, failures, retry);
      }
    }
  }

  private async publishUpTo(batch: RecordBatch, upTo: number): Promise<void> {
    const { partition, epoch } = batch;
    const known = this.known(batch);
    const seenAt = known?.seenAt ?? performance.now();
    let after = known?.upTo ?? (await this.onTopic(batch, upTo));
    while (after < upTo) {
      const records = await this.following(batch, after);
      failpoint('log-read');
      await inRecordSpans(records, { name: `publish ${this.topic}`, role: 'producer' }, () =>
        this.producers.send(this.topic, partition, records.map(toTopicMessage)),
      );
      failpoint('record-produced');
      after = records.at(-1)?.position.offset ?? upTo;
      this.published.set(partition, { epoch, upTo: after, seenAt });
      await batch.beat();
    }
    this.published.set(partition, { epoch, upTo: after, seenAt });
  }

  /** Where the topic ends. An empty one was emptied by retention, or is new: the checkpoint knows. */
  private async onTopic(batch: RecordBatch, upTo: number): Promise<number> {
    const { topic } = this;
    const { partition } = batch;
    const last = await this.reader.use(async (reader) => {
      const place = await topicPlace(reader, topic, partition);
      const { first, end } = place.range;
      if (end === 0) return -1;
      return first === end ? batch.after : lastOffset(reader, { topic, partition }, place);
    });
    return last <= upTo ? last : this.unlessAhead(partition, last, upTo);
  }

  /** The one before us may have come further than its checkpoint, but never further than the log. */
  private async unlessAhead(partition: number, last: number, upTo: number): Promise<number> {
    const end = (await this.options.log.tail()).get(`${this.options.log.name}/${partition}`) ?? -1;
    if (last <= end) return upTo;
    throw new KafkaError(
      'TOPIC_AHEAD',
      `${this.topic}/${partition} ends with offset ${last}, its log with ${end}: ` +
        'this topic was written from another log, or the log was restored to an earlier time',
    );
  }

  /** The next records to send: of the batch, or from before it where the topic has lost its end. */
  private async following(batch: RecordBatch, after: number): Promise<readonly LogRecord[]> {
    const rest = batch.records.filter(({ position }) => position.offset > after);
    if (rest[0]?.previous === after) return rest;
    const page = await this.options.log.readPartition(batch.partition, after, sendMax);
    if (page[0]?.previous === after) return page;
    throw new BusError('LOG_HOLE', `${this.topic}/${batch.partition}: nothing follows ${after}`);
  }

  private async commit(batch: RecordBatch, to: number): Promise<void> {
    const { checkpoints, transactions, log } = this.options;
    const { partition, epoch, after: from } = batch;
    const move = { group: relayGroup(log.name), log: log.name, partition, epoch, from, to };
    await untilNotTransient(batch, retry, () =>
      transactions.run((tx) => advanceCheckpoint(checkpoints, move, tx)),
    );
  }
}
