import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { LogReader } from '@redress/event-log';
import { BusError } from './bus.error.js';
import { GroupSubscription } from './group-subscription.js';
import { Membership } from './membership.js';
import type { OwnershipStore } from './ownership-store.port.js';
import type {
  BatchHandler,
  RunningSubscription,
  Subscription,
  SubscriptionOptions,
} from './subscription.port.js';

/** Options of every bus whose members own partitions by lease. */
export interface LeasedBusOptions {
  /** The logs that can be read, by name. */
  readonly sources: Readonly<Record<string, LogReader>>;
  /** Unique among the processes that share the checkpoints. Default: host, pid and a random part. */
  readonly member?: string;
  /** How long a member may be silent before others take its partitions. Default 10,000. */
  readonly leaseMs?: number;
  /** How often a member shows itself. Default 3,000. */
  readonly renewMs?: number;
  /** How long a handler may run on after its partition was taken away. Default 60,000. */
  readonly stuckMs?: number;
  /** Batches that run at once in one group. Default 4. */
  readonly concurrency?: number;
}

const batchMax = 5_000;

/** The delivery that PgBus and the in-memory bus have in common; they differ in the store. */
export function leasedSubscription(
  store: OwnershipStore,
  options: LeasedBusOptions,
): Subscription & { readonly member: string } {
  const { sources, leaseMs = 10_000, renewMs = 3_000, stuckMs = 60_000, concurrency = 4 } = options;
  if (renewMs >= leaseMs) throw new RangeError('a lease must be longer than the time to renew it');
  const member = options.member ?? `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`;
  // Monotonic: a step of the wall clock must not end a lease.
  const now = () => performance.now();
  const membership = new Membership(store, member, { leaseMs, renewMs }, now);

  async function start(
    handler: BatchHandler,
    wanted: SubscriptionOptions,
  ): Promise<RunningSubscription> {
    if (!Number.isInteger(wanted.maxBatch) || wanted.maxBatch < 1 || wanted.maxBatch > batchMax) {
      throw new RangeError(`maxBatch must be 1..${batchMax}`);
    }
    const unknown = wanted.logs.filter((log) => !sources[log]);
    if (unknown.length > 0) {
      throw new BusError('UNKNOWN_LOG', `this bus has no source of: ${unknown.join(', ')}`);
    }
    await store.prepare(wanted);
    const group = new GroupSubscription(handler, wanted, {
      store,
      member,
      sources,
      leaseMs,
      stuckMs,
      concurrency,
      now,
      lookAgain: () => membership.lookAgain(),
      onStopped: (stopped) => membership.leave(stopped),
    });
    membership.join(group);
    return group;
  }

  return { member, start };
}
