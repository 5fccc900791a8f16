import type { LogName } from '@redress/contracts';
import type { LogReader } from '@redress/event-log';
import type { Pool } from 'pg';
import { type LeasedBusOptions, leasedSubscription } from '../leased-subscription.js';
import { PgOwnershipStore } from '../pg-ownership-store.adapter.js';
import type {
  BatchHandler,
  RunningSubscription,
  Subscription,
  SubscriptionOptions,
} from '../subscription.port.js';
import type { KafkaClient } from './kafka-client.port.js';
import { TopicReader } from './topic-reader.js';

/** Options of {@link KafkaBus}. */
export interface KafkaBusOptions extends Omit<LeasedBusOptions, 'sources'> {
  /** Writer pool of the service whose groups subscribe; its schema holds their checkpoints. */
  readonly pool: Pool;
  readonly client: KafkaClient;
  /** Logs that are read from their topics; by default the topic of the same log. */
  readonly logs: readonly (LogName | { readonly log: LogName; readonly topic: string })[];
  /** Logs that are at hand and need no topic, such as the service's own and its journal. */
  readonly own?: Readonly<Record<string, LogReader>>;
  readonly onProblem: (error: Error) => void;
}

/**
 * Delivers logs from their topics. Owner, epoch, lease and checkpoint are those of PgBus, in the same
 * rows, so what is promised of one holds for the other, and a group may change between them at any
 * time; only where the records come from differs.
 */
export class KafkaBus implements Subscription {
  /** How this process is called in the columns `owner` and `member`. */
  readonly member: string;
  private readonly readers: readonly TopicReader[];
  private readonly delivery: Subscription;

  constructor({ pool, client, logs, own = {}, onProblem, ...options }: KafkaBusOptions) {
    this.readers = logs.map((each) => {
      const named = typeof each === 'string' ? { log: each } : each;
      return new TopicReader({ ...named, client, onProblem });
    });
    const topics = Object.fromEntries(this.readers.map((reader) => [reader.name, reader]));
    const store = new PgOwnershipStore(pool, options.leaseMs ?? 10_000);
    const delivery = leasedSubscription(store, { ...options, sources: { ...own, ...topics } });
    this.member = delivery.member;
    this.delivery = delivery;
  }

  start(handler: BatchHandler, options: SubscriptionOptions): Promise<RunningSubscription> {
    return this.delivery.start(handler, options);
  }

  /** Ends the connections; subscriptions have to be stopped before. */
  async close(): Promise<void> {
    await Promise.all(this.readers.map((reader) => reader.close()));
  }
}
