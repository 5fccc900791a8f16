import type { KafkaClient, KafkaReader } from './kafka-client.port.js';
import { isKafkaError, KafkaError } from './kafka.error.js';

/**
 * One reader for all who look things up side by side: opened for the first of them, and replaced when
 * its connections have failed, by whoever notices first.
 */
export class SharedReader {
  private opened: Promise<KafkaReader> | undefined;
  private readonly closing = new AbortController();

  constructor(private readonly client: Pick<KafkaClient, 'openReader'>) {}

  /** Rejects as readers do. */
  async use<T>(work: (reader: KafkaReader) => Promise<T>): Promise<T> {
    const { signal } = this.closing;
    if (signal.aborted) throw new KafkaError('BROKER_UNAVAILABLE', 'the reader was closed');
    this.opened ??= this.client.openReader(signal);
    const { opened } = this;
    try {
      return await work(await opened);
    } catch (error) {
      // Connections that failed are not trusted again, nor what was known of who leads what.
      if (isKafkaError(error, 'BROKER_UNAVAILABLE') && this.opened === opened) {
        this.opened = undefined;
        void end(opened);
      }
      throw error;
    }
  }

  /** Whoever still waits for an answer is told so. */
  async close(): Promise<void> {
    this.closing.abort();
    await end(this.opened);
  }
}

/** What cannot be closed has no connections any more. */
async function end(opened: Promise<KafkaReader> | undefined): Promise<void> {
  await opened?.then((reader) => reader.close()).catch(() => undefined);
}
