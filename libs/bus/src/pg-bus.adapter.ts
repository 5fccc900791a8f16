import type { Pool } from 'pg';
import { type LeasedBusOptions, leasedSubscription } from './leased-subscription.js';
import { PgOwnershipStore } from './pg-ownership-store.adapter.js';
import type {
  BatchHandler,
  RunningSubscription,
  Subscription,
  SubscriptionOptions,
} from './subscription.port.js';

/** Options of {@link PgBus}. */
export interface PgBusOptions extends LeasedBusOptions {
  /** Writer pool of the service whose groups subscribe; its schema holds their checkpoints. */
  readonly pool: Pool;
}

/**
 * Delivers logs by reading them: no broker. Owner and epoch stand in the checkpoint rows of the
 * subscribing service, the lease in its `members` rows, the records come from the source logs.
 */
export class PgBus implements Subscription {
  /** How this process is called in the columns `owner` and `member`. */
  readonly member: string;
  private readonly delivery: Subscription;

  constructor(options: PgBusOptions) {
    const store = new PgOwnershipStore(options.pool, options.leaseMs ?? 10_000);
    const delivery = leasedSubscription(store, options);
    this.member = delivery.member;
    this.delivery = delivery;
  }

  start(handler: BatchHandler, options: SubscriptionOptions): Promise<RunningSubscription> {
    return this.delivery.start(handler, options);
  }
}
