import { partitionCount } from '@redress/event-log';
import type { RecordBatch, RunningSubscription, SubscriptionOptions } from '../src/index.js';
import {
  append,
  type BusWorld,
  commitBatch,
  counted,
  keyOfPartition,
  type Member,
} from './bus-world.js';

/** What the suites of the Subscription port share: a world, and subscriptions that are ended. */
export interface DeliverySuite {
  /** The world of the running suite. */
  readonly world: () => BusWorld;
  start(
    group: string,
    handler: (batch: RecordBatch) => Promise<void>,
    more?: Partial<SubscriptionOptions>,
    member?: Member,
  ): Promise<RunningSubscription>;
  /** A handler that commits every batch, and notes what it was given. */
  committing(group: string, seen?: RecordBatch[]): (batch: RecordBatch) => Promise<void>;
  /** How many partitions each member owns, smallest first. */
  shares(subscription: RunningSubscription): Promise<number[]>;
  /** True when so many members own all partitions. */
  isShared(subscription: RunningSubscription, members: number): Promise<boolean>;
}

/** Sets a suite up: a log with 160 events over all partitions. */
export function deliverySuite(openWorld: () => Promise<BusWorld>): DeliverySuite {
  let opened: BusWorld | undefined;
  const running: RunningSubscription[] = [];

  const world = () => {
    if (!opened) throw new Error('the world opens before the tests');
    return opened;
  };

  async function shares(subscription: RunningSubscription): Promise<number[]> {
    const count = new Map<string, number>();
    for (const { owner } of await subscription.lag()) {
      if (owner) count.set(owner, (count.get(owner) ?? 0) + 1);
    }
    return [...count.values()].sort((a, b) => a - b);
  }

  beforeAll(async () => {
    opened = await openWorld();
    await append(opened.log, counted(keyOfPartition, 160));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((each) => each.stop({ drainMs: 100 })));
  });
  afterAll(() => world().close());

  return {
    world,
    shares,
    async start(group, handler, more = {}, member = world().member()) {
      const subscription = await member.subscription.start(handler, {
        group,
        logs: ['intake'],
        startAt: 'beginning',
        maxBatch: 50,
        maxWaitMs: 200,
        ...more,
      });
      running.push(subscription);
      return subscription;
    },
    committing(group, seen = []) {
      return async (batch) => {
        seen.push(batch);
        await commitBatch(world(), group, batch);
      };
    },
    async isShared(subscription, members) {
      const all = await shares(subscription);
      return all.length === members && all.reduce((sum, each) => sum + each, 0) === partitionCount;
    },
  };
}
