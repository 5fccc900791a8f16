import { memoryEventLog } from '@redress/event-log';
import {
  append,
  counted,
  eventually,
  freshGroup,
  keyOfPartition,
  leaseMs,
  renewMs,
} from '../test/bus-world.js';
import { MemoryCheckpoints } from './index.js';
import { leasedSubscription } from './leased-subscription.js';
import { MemoryOwnershipStore } from './memory-ownership-store.adapter.js';

/** Reads of a log that tells of more than it gives; who asks so often leaves no time to anybody. */
const readsMax = 20_000;

describe('a subscription to a log that tells of more than it gives', () => {
  it('lets the process hear of the rest (F03)', async () => {
    const log = memoryEventLog('intake');
    await append(log, counted(keyOfPartition, 16));
    let isLate = true;
    let reads = 0;
    const late = {
      ...log,
      readPartition: async (partition: number, after: number, limit: number) => {
        reads += 1;
        if (reads > readsMax) throw new Error('nothing else was done any more');
        return isLate ? [] : log.readPartition(partition, after, limit);
      },
    };
    const store = new MemoryOwnershipStore(new MemoryCheckpoints(), leaseMs, () =>
      performance.now(),
    );
    const bus = leasedSubscription(store, { sources: { intake: late }, leaseMs, renewMs });
    let delivered = 0;
    const running = await bus.start(
      async ({ records }) => {
        delivered += records.length;
      },
      {
        ...{ group: freshGroup(), logs: ['intake'], startAt: 'beginning' },
        ...{ maxBatch: 10, maxWaitMs: 50 },
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    isLate = false;
    await eventually('all is delivered', async () => delivered === 16);
    await running.stop({ drainMs: 100 });
  });
});

describe('a subscription that cannot go on', () => {
  it('says why once, also when it cannot even leave, and leaves the process alive', async () => {
    const log = memoryEventLog('intake');
    await append(log, counted(keyOfPartition, 16));
    const store = new MemoryOwnershipStore(new MemoryCheckpoints(), leaseMs, () =>
      performance.now(),
    );
    store.leave = () => Promise.reject(new Error('the pool was ended'));
    const bus = leasedSubscription(store, { sources: { intake: log }, leaseMs, renewMs });
    const running = await bus.start(
      async () => {
        throw new Error('a defect of the handler');
      },
      {
        ...{ group: freshGroup(), logs: ['intake'], startAt: 'beginning' },
        ...{ maxBatch: 10, maxWaitMs: 50 },
      },
    );
    expect((await running.failed).message).toBe('a defect of the handler');
    // A loop of failures would let no timer fire any more.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(running.stop({ drainMs: 10 })).rejects.toThrow('the pool was ended');
  });
});

describe('a subscription that is stopped while it takes partitions over', () => {
  it('works on none of them, and gives them back', async () => {
    const log = memoryEventLog('intake');
    await append(log, counted(keyOfPartition, 16));
    const store = new MemoryOwnershipStore(new MemoryCheckpoints(), leaseMs, () =>
      performance.now(),
    );
    let answer: () => void = () => undefined;
    const isAnswered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let claims = 0;
    const claim = store.claim.bind(store);
    store.claim = async (...asked) => {
      claims += 1;
      await isAnswered;
      return claim(...asked);
    };
    const bus = leasedSubscription(store, { sources: { intake: log }, leaseMs, renewMs });
    const group = freshGroup();
    let delivered = 0;
    const running = await bus.start(
      async ({ records }) => {
        delivered += records.length;
      },
      { group, logs: ['intake'], startAt: 'beginning', maxBatch: 10, maxWaitMs: 50 },
    );
    await eventually('partitions are asked for', () => claims > 0);
    await running.stop({ drainMs: 100 });
    answer();
    // As long as a worker would take to deliver what there is.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const owned = (await store.committed(group)).filter(({ owner }) => owner !== undefined);
    expect({ delivered, owned }).toEqual({ delivered: 0, owned: [] });
  });
});

describe('a group with checkpoints of a log that a member does not read', () => {
  it('goes on with the logs that it reads, and leaves the others where they are', async () => {
    const log = memoryEventLog('intake');
    await append(log, counted(keyOfPartition, 16));
    const store = new MemoryOwnershipStore(new MemoryCheckpoints(), leaseMs, () =>
      performance.now(),
    );
    const group = freshGroup();
    const at = { group, startAt: 'beginning' } as const;
    await store.prepare({ ...at, logs: ['triage'] });
    const bus = leasedSubscription(store, { sources: { intake: log }, leaseMs, renewMs });
    let delivered = 0;
    const running = await bus.start(
      async ({ records }) => {
        delivered += records.length;
      },
      { ...at, logs: ['intake'], maxBatch: 10, maxWaitMs: 50 },
    );
    await Promise.race([
      eventually('all is delivered', () => delivered === 16),
      running.failed.then((error) => {
        throw error;
      }),
    ]);
    const strange = (await store.committed(group)).filter((row) => row.log === 'triage');
    expect(strange).toHaveLength(16);
    expect(strange.filter(({ owner }) => owner !== undefined)).toEqual([]);
    await running.stop({ drainMs: 100 });
  });
});

describe('the lag of a subscription', () => {
  it('is told by the last known end of a log that is out of reach', async () => {
    const log = memoryEventLog('intake');
    await append(log, counted(keyOfPartition, 16));
    const known = await log.tail();
    let isAway = false;
    const copy = {
      ...log,
      tail: () => (isAway ? Promise.reject(new Error('no broker answers')) : log.tail()),
      lastTail: () => (isAway ? known : undefined),
    };
    const store = new MemoryOwnershipStore(new MemoryCheckpoints(), leaseMs, () =>
      performance.now(),
    );
    const bus = leasedSubscription(store, { sources: { intake: copy }, leaseMs, renewMs });
    const running = await bus.start(async () => undefined, {
      ...{ group: freshGroup(), logs: ['intake'], startAt: 'beginning' },
      ...{ maxBatch: 10, maxWaitMs: 50 },
    });
    const before = await running.lag();
    isAway = true;
    const after = await running.lag();
    expect(before.some(({ isOld }) => isOld)).toBe(false);
    expect(after.every(({ isOld }) => isOld)).toBe(true);
    expect(after.map(({ end }) => end)).toEqual(before.map(({ end }) => end));
    await running.stop({ drainMs: 100 });
  });
});
