import type { KafkaClient, KafkaReader, TopicRecord } from './kafka-client.port.js';
import { KafkaError } from './kafka.error.js';
import { topicPlace } from './topic-places.js';

/** How far a partition was looked at, and when, by a clock that never goes back. */
export interface LookedAt {
  readonly end: number;
  readonly at: number;
}

const [waitMs, bytesMax] = [1_000, 1_048_576];

/** Reads what stands in partitions of a topic, up to the end that they have at that moment. */
export class TopicLook {
  private reader: Promise<KafkaReader> | undefined;

  constructor(
    private readonly client: KafkaClient,
    private readonly topic: string,
  ) {}

  /**
   * Shows the records since an earlier look; all of them where there was none, or where the topic has
   * less than it had then. Rejects as readers do, and then has to be closed.
   */
  async at(
    partition: number,
    before: LookedAt | undefined,
    show: (record: TopicRecord) => void,
  ): Promise<LookedAt & { readonly isWhole: boolean }> {
    const at = performance.now();
    this.reader ??= this.client.openReader();
    const reader = await this.reader;
    const { topic } = this;
    const { broker, range } = await topicPlace(reader, topic, partition);
    const { first, end } = range;
    const isWhole = before === undefined || end < before.end;
    let next = isWhole ? first : before.end;
    while (next < end) {
      const from = new Map([[partition, next]]);
      const request = { topic, broker, from, maxWaitMs: waitMs, maxBytes: bytesMax };
      const records = (await reader.fetch(request)).get(partition) ?? [];
      for (const record of records) show(record);
      const last = records.at(-1);
      // The newest record of a topic is never compacted away.
      if (!last) throw new KafkaError('BROKER_UNAVAILABLE', `${topic}/${partition}: no record`);
      next = last.offset + 1;
    }
    return { end, at, isWhole };
  }

  async close(): Promise<void> {
    const dropped = this.reader;
    this.reader = undefined;
    await dropped?.then((reader) => reader.close()).catch(() => undefined);
  }
}
