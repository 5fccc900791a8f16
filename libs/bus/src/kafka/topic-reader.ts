import { fromTopicMessage, StrangeRecordError, topicOf, type LogName } from '@redress/contracts';
import { type LogReader, type LogRecord, partitionCount, type Vector } from '@redress/event-log';
import { doubled } from '../back-off.js';
import { asError } from '../bus.error.js';
import { pause } from '../retry-pause.js';
import { findAfter, type PlacedRecord } from './find-on-topic.js';
import type { KafkaClient, KafkaReader, TopicRecord } from './kafka-client.port.js';
import { KafkaError } from './kafka.error.js';
import { SharedReader } from './shared-reader.js';
import { topicPage } from './topic-page.js';
import { lastOffset, type TopicPlace, topicPlace, topicPlaces } from './topic-places.js';
import { TopicWindow } from './topic-window.js';

/** What a reader of a topic needs. */
export interface TopicReaderOptions {
  readonly log: LogName;
  readonly client: KafkaClient;
  /** Told of brokers that do not answer, and of records that are none of ours. */
  readonly onProblem: (error: Error) => void;
  /** The topic, where it is not the log's own. */
  readonly topic?: string;
}

/** Longest wait of a broker for the next record: then it is asked again. */
const newsMs = 5_000;
/** Compressed, of each partition; so that even a busy process has read them before it doubts the broker. */
const fetchBytesMax = 1_048_576;
const retry = { minMs: 50, maxMs: 2_000 };

/**
 * A log as it stands on its topic. Offsets are those of the log, which every record carries; whoever
 * owns a partition of a group reads it here by its own checkpoint, so Kafka's groups, their
 * rebalances and their committed offsets are not needed.
 *
 * One connection per broker waits for news of all partitions, another one looks things up.
 */
export class TopicReader implements LogReader {
  readonly name: LogName;
  private readonly topic: string;
  private readonly windows: readonly TopicWindow[];
  /** Where on the topic the next news of each partition is expected. */
  private readonly positions = new Map<number, number>();
  private readonly listeners = new Set<(partition: number) => void>();
  private readonly finder: SharedReader;
  private following: Promise<void> | undefined;
  /** Ends of the log by partition, while the end of the topic is followed. */
  private ends: Map<number, number> | undefined;
  /** The same as it was known last. */
  private lastEnds: Map<number, number> | undefined;
  private follower: KafkaReader | undefined;
  private readonly closing = new AbortController();

  constructor(private readonly options: TopicReaderOptions) {
    this.name = options.log;
    this.finder = new SharedReader(options.client);
    this.topic = options.topic ?? topicOf[options.log];
    this.windows = Array.from({ length: partitionCount }, () => new TopicWindow());
  }

  async readPartition(partition: number, after: number, limit: number): Promise<LogRecord[]> {
    const seen = this.windows[partition]?.after(after, limit);
    if (seen && (seen.length > 0 || this.isSeenUpTo(partition, after))) return seen;
    return this.lookUp(partition, after, limit);
  }

  /**
   * True where what is followed is known to end there. A window that has not been told of what `tail`
   * knows must not say that nothing follows: whoever hears both would ask again without a pause.
   */
  private isSeenUpTo(partition: number, after: number): boolean {
    const end = this.ends?.get(partition);
    return end !== undefined && end <= after;
  }

  async tail(): Promise<Vector> {
    const ends =
      this.ends ??
      (await this.finder.use(async (finder) =>
        this.endsOf(finder, await topicPlaces(finder, this.topic)),
      ));
    return this.vectorOf(ends);
  }

  lastTail(): Vector | undefined {
    return this.ends || !this.lastEnds ? undefined : this.vectorOf(this.lastEnds);
  }

  private vectorOf(ends: ReadonlyMap<number, number>): Vector {
    return new Map([...ends].map(([partition, end]) => [`${this.name}/${partition}`, end]));
  }

  onAppended(listener: (partition: number) => void): () => void {
    this.listeners.add(listener);
    this.following ??= this.follow();
    return () => this.listeners.delete(listener);
  }

  private get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  /** Ends its connections, whether brokers answer or not. */
  async close(): Promise<void> {
    this.closing.abort();
    this.listeners.clear();
    await this.following;
    await this.finder.close();
  }

  private async lookUp(partition: number, after: number, limit: number): Promise<LogRecord[]> {
    return this.finder.use(async (finder) => {
      const { broker, range } = await topicPlace(finder, this.topic, partition);
      const found = await findAfter(after, range, (at) =>
        this.page(finder, { broker, partition, at, end: range.end }),
      );
      return found.slice(0, limit).map(({ record }) => record);
    });
  }

  /** Records of ours from an offset of the topic on; those of others are passed over. */
  private async page(
    finder: KafkaReader,
    { broker, partition, at, end }: { broker: number; partition: number; at: number; end: number },
  ): Promise<readonly PlacedRecord[]> {
    for (let from = at; from < end; ) {
      const records = await topicPage(finder, { topic: this.topic, partition, broker }, from);
      const placed = records.flatMap((each) => this.placed(partition, each));
      if (placed.length > 0 || records.length === 0) return placed;
      from = (records.at(-1)?.offset ?? from) + 1;
    }
    return [];
  }

  private placed(partition: number, found: TopicRecord): readonly PlacedRecord[] {
    try {
      return [{ at: found.offset, record: fromTopicMessage(this.name, { partition, ...found }) }];
    } catch (error) {
      if (!(error instanceof StrangeRecordError)) throw error;
      this.options.onProblem(error);
      return [];
    }
  }

  private async follow(): Promise<void> {
    let pauseMs = retry.minMs;
    while (!this.isClosed && this.listeners.size > 0) {
      const startedAt = performance.now();
      try {
        await this.followUntilFailure();
      } catch (error) {
        if (!this.isClosed) this.options.onProblem(asError(error));
      }
      this.ends = undefined;
      await this.follower?.close();
      this.follower = undefined;
      if (performance.now() - startedAt > retry.maxMs) pauseMs = retry.minMs;
      await pause(pauseMs, this.closing.signal);
      pauseMs = doubled(pauseMs, retry);
    }
    this.following = undefined;
  }

  /** Ends when nobody listens any more; rejects when a broker does not answer or leads no longer. */
  private async followUntilFailure(): Promise<void> {
    const reader = await this.options.client.openReader(this.closing.signal);
    this.follower = reader;
    const places = await topicPlaces(reader, this.topic);
    const partitionsOf = new Map<number, number[]>();
    for (const [partition, { broker, range }] of places) {
      const known = this.positions.get(partition) ?? range.end;
      // Never behind the end either: brokers may have lost it, and would refuse what they do not know.
      this.positions.set(partition, Math.min(Math.max(known, range.first), range.end));
      partitionsOf.set(broker, [...(partitionsOf.get(broker) ?? []), partition]);
    }
    this.ends = await this.endsOf(reader, places);
    this.lastEnds = this.ends;
    // What was published while nobody followed is news as well.
    for (const partition of places.keys()) this.tell(partition);
    const round = { isOver: false };
    await Promise.all(
      [...partitionsOf].map(([broker, partitions]) =>
        this.listenTo(reader, { broker, partitions }, round).finally(() => {
          round.isOver = true;
        }),
      ),
    );
  }

  private async listenTo(
    reader: KafkaReader,
    { broker, partitions }: { readonly broker: number; readonly partitions: readonly number[] },
    round: { readonly isOver: boolean },
  ): Promise<void> {
    while (!round.isOver && !this.isClosed && this.listeners.size > 0) {
      const from = new Map(partitions.map((each) => [each, this.positions.get(each) ?? 0]));
      const fetched = await reader.fetch({
        ...{ topic: this.topic, broker, from, maxWaitMs: newsMs, maxBytes: fetchBytesMax },
      });
      for (const [partition, records] of fetched) this.hear(partition, records);
    }
  }

  private hear(partition: number, records: readonly TopicRecord[]): void {
    const last = records.at(-1);
    if (!last) return;
    this.positions.set(partition, last.offset + 1);
    const placed = records.flatMap((each) => this.placed(partition, each));
    const found = placed.map(({ record }) => record);
    const window = this.windows[partition];
    for (const record of found) if (window?.contradicts(record)) this.warnOf(record);
    if (!window?.add(found)) return;
    this.ends?.set(partition, Math.max(window.end, this.ends.get(partition) ?? -1));
    this.tell(partition);
  }

  /** What was seen first has been handled, and is gone on with: people have to look at it. */
  private warnOf({ position: { partition, offset } }: LogRecord): void {
    const what = `${this.topic}/${partition} has two events at offset ${offset} of its log`;
    this.options.onProblem(new KafkaError('TOPIC_AHEAD', `${what}: somebody else writes there`));
  }

  private tell(partition: number): void {
    for (const listener of this.listeners) listener(partition);
  }

  /** The last offset of the log in each partition of the topic, -1 where nothing is kept. */
  private async endsOf(
    reader: KafkaReader,
    places: ReadonlyMap<number, TopicPlace>,
  ): Promise<Map<number, number>> {
    const { topic } = this;
    const ends = await Promise.all(
      [...places].map(
        async ([partition, place]): Promise<[number, number]> => [
          partition,
          await lastOffset(reader, { topic, partition }, place),
        ],
      ),
    );
    return new Map(ends);
  }
}
