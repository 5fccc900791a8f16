import type { KafkaClient, TopicRecord } from './kafka-client.port.js';
import { SharedReader } from './shared-reader.js';
import { topicPage } from './topic-page.js';
import { topicPlace } from './topic-places.js';

/** How far a partition was looked at, and when, by a clock that never goes back. */
export interface LookedAt {
  readonly end: number;
  readonly at: number;
}

/** Reads what stands in partitions of a topic, up to the end that they have at that moment. */
export class TopicLook {
  private readonly reader: SharedReader;

  constructor(
    client: Pick<KafkaClient, 'openReader'>,
    private readonly topic: string,
  ) {
    this.reader = new SharedReader(client);
  }

  /**
   * Shows the records since an earlier look, page by page; all of them where there was none, or where
   * the topic has less than it had then. Rejects as readers do.
   */
  at(
    partition: number,
    before: LookedAt | undefined,
    show: (page: readonly TopicRecord[]) => Promise<void>,
  ): Promise<LookedAt & { readonly isWhole: boolean }> {
    return this.reader.use(async (reader) => {
      const at = performance.now();
      const { topic } = this;
      const { broker, range } = await topicPlace(reader, topic, partition);
      const { first, end } = range;
      const isWhole = before === undefined || end < before.end;
      for (let next = isWhole ? first : before.end; next < end; ) {
        const page = await topicPage(reader, { topic, partition, broker }, next);
        await show(page);
        // Compaction may leave a batch without its last records, or without any. Whoever asks for these
        // gets that batch again and may get nothing else, so the way behind it is one offset at a time.
        next = (page.at(-1)?.offset ?? next) + 1;
      }
      return { end, at, isWhole };
    });
  }

  close(): Promise<void> {
    return this.reader.close();
  }
}
