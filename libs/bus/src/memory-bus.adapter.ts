import { type LeasedBusOptions, leasedSubscription } from './leased-subscription.js';
import type { MemoryCheckpoints } from './memory-checkpoints.js';
import { MemoryOwnershipStore } from './memory-ownership-store.adapter.js';
import type {
  BatchHandler,
  RunningSubscription,
  Subscription,
  SubscriptionOptions,
} from './subscription.port.js';

/** Options of {@link MemoryBus}. */
export interface MemoryBusOptions extends LeasedBusOptions {
  /** Shared by the members of a group. */
  readonly checkpoints: MemoryCheckpoints;
  /** Clock of the leases in milliseconds; a spec may turn it by hand. */
  readonly now?: () => number;
}

/** The in-memory model of the bus: the rules of PgBus without a database, for specs. */
export class MemoryBus implements Subscription {
  readonly member: string;
  private readonly delivery: Subscription;

  constructor(options: MemoryBusOptions) {
    const { checkpoints, leaseMs = 10_000, now = () => performance.now() } = options;
    const store = new MemoryOwnershipStore(checkpoints, leaseMs, now);
    const delivery = leasedSubscription(store, options);
    this.member = delivery.member;
    this.delivery = delivery;
  }

  start(handler: BatchHandler, options: SubscriptionOptions): Promise<RunningSubscription> {
    return this.delivery.start(handler, options);
  }
}
