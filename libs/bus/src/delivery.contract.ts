import { partitionCount } from '@redress/event-log';
import type { RecordBatch, RunningSubscription, SubscriptionOptions } from './index.js';
import {
  append,
  type BusWorld,
  commitBatch,
  counted,
  deaf,
  eventually,
  freshGroup,
  isExactlyOnce,
  keyOfPartition,
  leaseMs,
  pause,
  renewMs,
} from '../test/bus-world.js';

function options(group: string, more: Partial<SubscriptionOptions> = {}): SubscriptionOptions {
  return { group, logs: ['intake'], startAt: 'beginning', maxBatch: 50, maxWaitMs: 200, ...more };
}

/** Ownership and flow: what every adapter of the Subscription port must do. */
export function deliveryContract(openWorld: () => Promise<BusWorld>): void {
  let world: BusWorld;
  const running: RunningSubscription[] = [];

  async function start(
    group: string,
    handler: (batch: RecordBatch) => Promise<void>,
    more: Partial<SubscriptionOptions> = {},
    member = world.member(),
  ): Promise<RunningSubscription> {
    const subscription = await member.subscription.start(handler, options(group, more));
    running.push(subscription);
    return subscription;
  }

  /** Commits every batch, and notes what it was given. */
  function committing(group: string, seen: RecordBatch[] = []) {
    return async (batch: RecordBatch) => {
      seen.push(batch);
      await commitBatch(world, group, batch);
    };
  }

  async function owners(subscription: RunningSubscription): Promise<Map<string, number>> {
    const count = new Map<string, number>();
    for (const { owner } of await subscription.lag()) {
      if (owner) count.set(owner, (count.get(owner) ?? 0) + 1);
    }
    return count;
  }

  async function isShared(subscription: RunningSubscription, members: number): Promise<boolean> {
    const shares = [...(await owners(subscription)).values()];
    const all = shares.reduce((sum, share) => sum + share, 0);
    return shares.length === members && all === partitionCount;
  }

  beforeAll(async () => {
    world = await openWorld();
    await append(world.log, counted(keyOfPartition, 160));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((each) => each.stop({ drainMs: 100 })));
  });
  afterAll(() => world.close());

  test('9: one key never runs twice at once across members that come and go', async () => {
    const group = freshGroup();
    const busy = new Set<number>();
    let collisions = 0;
    const handler = async (batch: RecordBatch) => {
      if (busy.has(batch.partition)) collisions += 1;
      busy.add(batch.partition);
      await pause(5);
      await commitBatch(world, group, batch);
      busy.delete(batch.partition);
    };
    const first = await start(group, handler, { maxBatch: 1 });
    await pause(renewMs);
    const second = await start(group, handler, { maxBatch: 1 });
    await pause(2 * renewMs);
    await first.stop({ drainMs: 1_000 });
    await eventually('all handled', () => isExactlyOnce(world, group));
    await second.stop({ drainMs: 1_000 });
    expect(collisions).toBe(0);
  });

  test('10: not committed is delivered again, committed is not applied twice', async () => {
    const group = freshGroup();
    const crashing = world.member();
    let commits = 0;
    await start(
      group,
      async (batch) => {
        // Half of the partitions are committed, the others not; then this member is gone.
        if (batch.partition % 2 === 0) await commitBatch(world, group, batch);
        commits += 1;
        crashing.freeze();
        await new Promise(() => undefined);
      },
      {},
      crashing,
    );
    await eventually('some work was done', () => commits === 4);
    await start(group, committing(group));
    await eventually('the rest is done', () => isExactlyOnce(world, group));
    crashing.thaw();
  });

  test.each([
    ['is rejected by the fence', true],
    ['would double the effects without it (proof that this test bites)', false],
  ])("11: a zombie owner's commit %s", async (_, fenced) => {
    const group = freshGroup();
    const zombie = world.member();
    const late: RecordBatch[] = [];
    let wake: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const answers: boolean[] = [];
    await start(
      group,
      async (batch) => {
        late.push(batch);
        zombie.freeze();
        await asleep;
        answers.push(await commitBatch(world, group, batch, fenced));
      },
      {},
      zombie,
    );
    await eventually('the zombie is at work', () => late.length === 4);
    await start(group, committing(group));
    await eventually('all is handled', () => isExactlyOnce(world, group));
    // It has been told by now; a commit that does not listen is what the fence is for.
    await eventually('it is told', () => late.every((batch) => batch.signal.aborted));
    wake();
    await eventually('the zombie is through', () => answers.length === 4);
    expect(answers).toEqual(Array.from({ length: 4 }, () => !fenced));
    expect(await isExactlyOnce(world, group)).toBe(fenced);
    zombie.thaw();
  });

  test('12: members join, leave and freeze; every partition is owned within the bound', async () => {
    const group = freshGroup();
    const frozen = world.member();
    const first = await start(group, committing(group));
    await eventually('one owns all', () => isShared(first, 1), 2 * renewMs);
    const second = await start(group, committing(group));
    await eventually('two share', () => isShared(first, 2), 4 * renewMs);
    await start(group, committing(group), {}, frozen);
    const isFair = async () => {
      const shares = [...(await owners(first)).values()].sort((a, b) => a - b);
      return shares.join() === '4,6,6';
    };
    await eventually('three share fairly', isFair, 6 * renewMs);
    await second.stop({ drainMs: 500 });
    await eventually('two share again', () => isShared(first, 2), 3 * renewMs);
    frozen.freeze();
    await eventually('the frozen one has lost all', () => isShared(first, 1), leaseMs + 4 * renewMs);
    await append(world.log, counted(keyOfPartition, 32));
    await eventually('work goes on', () => isExactlyOnce(world, group));
    frozen.thaw();
    await eventually('it comes back', () => isShared(first, 2), 4 * renewMs);
    expect(await isExactlyOnce(world, group)).toBe(true);
  });

  test('13: a slow handler that beats keeps its partition, a silent one loses it', async () => {
    const [beating, silent] = [freshGroup(), freshGroup()];
    const epochs = new Map<string, Set<number>>();
    const aborted = new Set<string>();
    const slow = (group: string, isBeating: boolean) => async (batch: RecordBatch) => {
      const key = `${group}/${batch.partition}`;
      const before = epochs.get(key)?.size ?? 0;
      epochs.set(key, (epochs.get(key) ?? new Set()).add(batch.epoch));
      // The first delivery takes three leases.
      for (let waited = 0; before === 0 && waited < 3 * leaseMs; waited += 100) {
        await pause(100);
        if (isBeating) await batch.beat();
      }
      if (batch.signal.aborted) aborted.add(key);
      await commitBatch(world, group, batch);
    };
    await start(beating, slow(beating, true), { maxBatch: 500 });
    await start(silent, slow(silent, false), { maxBatch: 500 });
    await eventually('the silent group too', () => isExactlyOnce(world, silent), 20_000);
    await eventually('the beating group', () => isExactlyOnce(world, beating), 20_000);
    const of = (group: string) => [...epochs].filter(([key]) => key.startsWith(group));
    expect(of(beating).every(([, seen]) => seen.size === 1)).toBe(true);
    expect(of(silent).every(([, seen]) => seen.size === 2)).toBe(true);
    expect([...aborted].every((key) => key.startsWith(silent))).toBe(true);
    expect(aborted.size).toBe(partitionCount);
  });

  test('17: from catch-up to live while others append: no gap, no double effect', async () => {
    const group = freshGroup();
    const seen: RecordBatch[] = [];
    const appending = (async () => {
      for (let round = 0; round < 40; round += 1) {
        await append(world.log, counted(keyOfPartition, 16));
        await pause(5);
      }
    })();
    await start(group, committing(group, seen), { maxBatch: 7 });
    await appending;
    await eventually('all is handled', () => isExactlyOnce(world, group));
    const last = new Map(seen.map((batch) => [batch.partition, batch]));
    expect([...last.values()].every((batch) => batch.caughtUp)).toBe(true);
    expect(seen.some((batch) => !batch.caughtUp)).toBe(true);
    expect(Math.max(...seen.map((batch) => batch.records.length))).toBeLessThanOrEqual(7);
  });

  test('21: a paused partition rests while the others run, and goes on afterwards', async () => {
    const group = freshGroup();
    const subscription = await start(group, committing(group));
    await eventually('caught up', () => isExactlyOnce(world, group));
    subscription.pause('intake', 3);
    await append(world.log, counted(keyOfPartition, 32));
    const lagging = async () => (await subscription.lag()).filter(({ records }) => records > 0);
    await eventually('only one lags', async () => (await lagging()).length === 1);
    await pause(100);
    expect(await lagging()).toEqual([expect.objectContaining({ partition: 3, records: 2 })]);
    subscription.resume('intake', 3);
    await eventually('it has caught up', () => isExactlyOnce(world, group));
  });

  test('22: stop lets running batches end, within its time, and leaves nothing half done', async () => {
    const group = freshGroup();
    const hanging: RecordBatch[] = [];
    let quick = 0;
    const subscription = await start(group, async (batch) => {
      if (batch.partition < 2) {
        hanging.push(batch);
        await new Promise((_, reject) => {
          batch.signal.addEventListener('abort', () => reject(batch.signal.reason));
        });
      }
      await pause(150);
      await commitBatch(world, group, batch);
      quick += 1;
    });
    await eventually('two hang, two work', () => hanging.length === 2);
    const startedAt = performance.now();
    await subscription.stop({ drainMs: 400 });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    const done = quick;
    expect(done).toBeGreaterThan(0);
    await pause(300);
    expect(quick).toBe(done);
    const effects = await world.effects(group);
    const lag = await subscription.lag();
    for (const { partition, committed, owner } of lag) {
      expect(owner).toBeUndefined();
      expect(effects.filter((each) => each.partition === partition)).toHaveLength(committed + 1);
    }
    // What was given up is free at once: the next member need not wait for a lease.
    const next = await start(group, committing(group));
    await eventually('taken over', () => isShared(next, 1), leaseMs / 2);
    await eventually('all is handled', () => isExactlyOnce(world, group));
  });

  test('23: the lag is the difference between log and checkpoint, partition by partition', async () => {
    const group = freshGroup();
    let budget = 40;
    const subscription = await start(
      group,
      async (batch) => {
        if (budget <= 0) await new Promise(() => undefined);
        budget -= batch.records.length;
        await commitBatch(world, group, batch);
      },
      { maxBatch: 5 },
    );
    await eventually('the budget is spent', () => budget <= 0);
    await pause(100);
    const tail = await world.log.tail();
    const model = new Map<number, number>();
    for (const { partition } of await world.effects(group)) {
      model.set(partition, (model.get(partition) ?? 0) + 1);
    }
    const lag = await subscription.lag();
    expect(lag).toHaveLength(partitionCount);
    for (const { log, partition, committed, end, records } of lag) {
      const done = model.get(partition) ?? 0;
      expect({ log, committed, end }).toEqual({
        log: 'intake',
        committed: done - 1,
        end: tail.get(`intake/${partition}`),
      });
      expect(records).toBe(end + 1 - done);
    }
  });

  test('25: when wake-ups are lost, the poll bounds the latency', async () => {
    const group = freshGroup();
    const member = world.member({ source: deaf(world.log) });
    await start(group, committing(group), { maxWaitMs: 200 }, member);
    await eventually('caught up', () => isExactlyOnce(world, group));
    await pause(600);
    const startedAt = performance.now();
    await append(world.log, counted(keyOfPartition, 16));
    await eventually('delivered', () => isExactlyOnce(world, group));
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test('26: commands go on while the bus is down; afterwards all is drained in order', async () => {
    const group = freshGroup();
    const before = await start(group, committing(group));
    await eventually('caught up', () => isExactlyOnce(world, group));
    await before.stop({ drainMs: 500 });
    for (let round = 0; round < 10; round += 1) {
      await append(world.log, counted(keyOfPartition, 48));
    }
    expect(await isExactlyOnce(world, group)).toBe(false);
    await start(group, committing(group), { startAt: 'checkpoint' });
    await eventually('drained', () => isExactlyOnce(world, group));
  });

  test('27: a group without a checkpoint does not start by itself', async () => {
    const group = freshGroup();
    const started = start(group, committing(group), { startAt: 'checkpoint' });
    await expect(started).rejects.toMatchObject({ code: 'NO_CHECKPOINT' });
    await expect(started).rejects.toThrow(group);
    const tail = await world.log.tail();
    const first = await start(group, committing(group), { startAt: tail });
    await append(world.log, counted(keyOfPartition, 16));
    await eventually('only the new ones', async () => (await world.effects(group)).length === 16);
    await first.stop({ drainMs: 500 });
    // Where there is a checkpoint, `beginning` does not go back to the beginning.
    await start(group, committing(group), { startAt: 'beginning' });
    await append(world.log, counted(keyOfPartition, 16));
    await eventually('only the newest', async () => (await world.effects(group)).length === 32);
  });

  test('a log that the bus does not know is refused, and so is an absurd batch', async () => {
    const refused = start(freshGroup(), committing('x'), { logs: ['intake', 'nowhere'] });
    await expect(refused).rejects.toMatchObject({ code: 'UNKNOWN_LOG' });
    await expect(start(freshGroup(), committing('x'), { maxBatch: 0 })).rejects.toThrow(RangeError);
  });

  test('a hole in a log stops the subscription by name, without moving on', async () => {
    const group = freshGroup();
    const holey = {
      ...deaf(world.log),
      async readPartition(partition: number, after: number, limit: number) {
        const records = await world.log.readPartition(partition, after, limit);
        return partition === 5 ? records.filter(({ position }) => position.offset !== 4) : records;
      },
    };
    const member = world.member({ source: holey });
    const subscription = await start(group, committing(group), { maxBatch: 3 }, member);
    const failure = await subscription.failed;
    expect(failure).toMatchObject({ code: 'LOG_HOLE' });
    const effects = (await world.effects(group)).filter(({ partition }) => partition === 5);
    expect(effects.every(({ offset }) => offset < 4)).toBe(true);
  });
}
