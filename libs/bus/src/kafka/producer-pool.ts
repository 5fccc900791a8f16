import { asError } from '../bus.error.js';
import { inSends } from './in-sends.js';
import type { KafkaClient, KafkaProducer, OutgoingRecord } from './kafka-client.port.js';

/** As many producers as send at once: each of them sends one after the other. */
export class ProducerPool {
  private readonly idle: KafkaProducer[] = [];
  private isClosed = false;

  constructor(
    private readonly client: Pick<KafkaClient, 'openProducer'>,
    /** Told of a producer that could not be closed. */
    private readonly onProblem: (error: Error) => void,
  ) {}

  /** Rejects as producers do; which one it was is not asked again. */
  async send(topic: string, partition: number, records: readonly OutgoingRecord[]): Promise<void> {
    const producer = this.idle.pop() ?? (await this.client.openProducer());
    try {
      for (const each of inSends(records)) await producer.send(topic, partition, each);
    } catch (error) {
      // A producer that was refused once may be refused for ever: its sequence has a hole.
      await producer.close().catch((failure) => this.onProblem(asError(failure)));
      throw error;
    }
    if (this.isClosed) await producer.close();
    else this.idle.push(producer);
  }

  /** Those that still send close behind it. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.idle.splice(0).map((producer) => producer.close()));
  }
}
