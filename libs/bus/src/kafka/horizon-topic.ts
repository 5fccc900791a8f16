import { millisOf } from '@redress/kernel';
import { doubled } from '../back-off.js';
import { asError } from '../bus.error.js';
import { pause } from '../retry-pause.js';
import { type Horizon, HorizonBook, readHorizon } from './horizon.js';
import type { KafkaClient, KafkaReader } from './kafka-client.port.js';
import { isKafkaError, KafkaError } from './kafka.error.js';
import { ProducerPool } from './producer-pool.js';
import { topicPlace } from './topic-places.js';

/** The topic on which owners of logs tell their horizons; compacted, the key is the log. */
export const horizonsTopic = 'redress.horizons.v1';

/** What both ends of the topic need. */
export interface HorizonTopicOptions {
  readonly client: KafkaClient;
  /** The topic, where it is not {@link horizonsTopic}. */
  readonly topic?: string;
  /** Told of what did not work for the moment; it is tried again. */
  readonly onProblem: (error: Error) => void;
}

/** One partition: what is told of different logs needs no order, and is little. */
const partition = 0;

/** How often an owner tells its horizons, in milliseconds. */
const everyMs = 1_000;

/** Each process that tells makes a batch of its own, and batches are slow to read: a page has few. */
const [waitMs, bytesMax] = [1_000, 65_536];

/** Owners tell at moments of their own; a reader takes what came in so many milliseconds together. */
const restMs = 500;
const retry = { minMs: 50, maxMs: 2_000 };

/** How far the clock of an owner may be ahead of a reader's. */
const aheadMaxMs = 60_000;

/** Records that a reader looks back for at its start: what is older is told anew soon enough. */
const lookBack = 200;

/** An owner that tells its horizons. */
export interface HorizonTeller {
  /** Ends after the one that is being told. */
  stop(): Promise<void>;
}

/**
 * Tells the horizons of the logs of this process once a second. Replicas may all do it: each tells the
 * truth, and readers take the latest.
 */
export function startHorizonTeller(
  options: HorizonTopicOptions & { readonly take: () => Promise<readonly Horizon[]> },
): HorizonTeller {
  const { client, topic = horizonsTopic, take, onProblem } = options;
  const producers = new ProducerPool(client, onProblem);
  let isStopped = false;
  let wake: () => void = () => undefined;
  const tell = async () => {
    try {
      const horizons = await take();
      await producers.send(topic, partition, horizons.map(recordOf));
    } catch (error) {
      onProblem(asError(error));
    }
  };
  const run = async () => {
    while (!isStopped) {
      await tell();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, isStopped ? 0 : everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    await producers.close();
  };
  const running = run();
  return {
    async stop() {
      isStopped = true;
      wake();
      await running;
    },
  };
}

function recordOf(horizon: Horizon) {
  return { key: horizon.log, value: Buffer.from(JSON.stringify(horizon)), headers: {} };
}

/** Follows the topic of horizons into a book, from a little before its end on. */
export class HorizonReader {
  readonly book = new HorizonBook();
  private readonly topic: string;
  private reader: KafkaReader | undefined;
  private position: number | undefined;
  private readonly closing = new AbortController();
  private readonly following: Promise<void>;

  constructor(private readonly options: HorizonTopicOptions) {
    this.topic = options.topic ?? horizonsTopic;
    this.following = this.follow();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.following;
  }

  private get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  private async follow(): Promise<void> {
    let pauseMs = retry.minMs;
    while (!this.isClosed) {
      try {
        await this.followUntilFailure(() => {
          pauseMs = retry.minMs;
        });
      } catch (error) {
        if (isKafkaError(error, 'OFFSET_GONE')) this.position = undefined;
        if (!this.isClosed) this.options.onProblem(asError(error));
      }
      await this.reader?.close();
      this.reader = undefined;
      await pause(pauseMs, this.closing.signal);
      pauseMs = doubled(pauseMs, retry);
    }
  }

  private async followUntilFailure(onHeard: () => void): Promise<void> {
    const reader = await this.options.client.openReader(this.closing.signal);
    this.reader = reader;
    const { broker, range } = await topicPlace(reader, this.topic, partition);
    this.position ??= Math.max(range.first, range.end - lookBack);
    while (!this.isClosed) {
      const from = new Map([[partition, this.position]]);
      const fetched = await reader.fetch({
        ...{ topic: this.topic, broker, from, maxWaitMs: waitMs, maxBytes: bytesMax },
      });
      const records = fetched.get(partition) ?? [];
      for (const { offset, value } of records) {
        this.position = offset + 1;
        const horizon = readHorizon(value);
        if (horizon) this.hear(horizon);
      }
      // Where compaction has taken the end of a batch, a broker sends only what is before it, for ever.
      // Nothing is missed that is not told anew within a second.
      if (records.length === 0) this.position = Math.max(this.position, range.end);
      onHeard();
      await pause(restMs, this.closing.signal);
    }
  }

  /** Believed, a time to come would let deadlines pass before what kept them is heard of. */
  private hear(horizon: Horizon): void {
    if (millisOf(horizon.at) <= Date.now() + aheadMaxMs) {
      this.book.add(horizon);
      return;
    }
    const what = `${horizon.log} is told to be complete up to ${horizon.at}`;
    this.options.onProblem(
      new KafkaError('TOPIC_AHEAD', `${this.topic}: ${what}, which is to come`),
    );
  }
}
