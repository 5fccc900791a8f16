import { partitionCount } from '@redress/event-log';
import {
  type BusWorld,
  append,
  commitBatch,
  counted,
  deaf,
  eventually,
  freshGroup,
  isExactlyOnce,
  keyOfPartition,
  pause,
} from './bus-world.js';
import { deliverySuite } from './delivery-suite.js';
import type { BatchHandler, RecordBatch } from '../src/index.js';

/** The flow of records: items 17 and 21 to 27. */
export function deliveryContract(openWorld: () => Promise<BusWorld>): void {
  const { world, start, committing, isShared } = deliverySuite(openWorld);

  test('17: from catch-up to live while others append: no gap, no double effect', async () => {
    const group = freshGroup();
    const seen: RecordBatch[] = [];
    const appending = (async () => {
      for (let round = 0; round < 40; round += 1) {
        await append(world().log, counted(keyOfPartition, 16));
        await pause(5);
      }
    })();
    await start(group, committing(group, seen), { maxBatch: 7 });
    await appending;
    await eventually('all is handled', () => isExactlyOnce(world(), group));
    expect(seen.some((batch) => !batch.caughtUp)).toBe(true);
    expect(Math.max(...seen.map((batch) => batch.records.length))).toBeLessThanOrEqual(7);
    // Of the last batch while others append nobody knows that it is the last; of one in peace somebody does.
    await eventually('batches at the end say so', async () => {
      seen.length = 0;
      await append(world().log, counted(keyOfPartition, 16));
      await eventually('all is handled', () => isExactlyOnce(world(), group));
      return seen.every((batch) => batch.caughtUp);
    });
  });

  test('21: a paused partition rests while the others run, and goes on afterwards', async () => {
    const group = freshGroup();
    const subscription = await start(group, committing(group));
    await eventually('caught up', () => isExactlyOnce(world(), group));
    subscription.pause('intake', 3);
    await append(world().log, counted(keyOfPartition, 32));
    const lagging = async () => (await subscription.lag()).filter(({ records }) => records > 0);
    await eventually('only one lags', async () => (await lagging()).length === 1);
    await pause(100);
    expect(await lagging()).toEqual([expect.objectContaining({ partition: 3, records: 2 })]);
    subscription.resume('intake', 3);
    await eventually('it has caught up', () => isExactlyOnce(world(), group));
  });

  test('22: stop lets running batches end, within its time, and leaves nothing half done', async () => {
    const group = freshGroup();
    const hanging: RecordBatch[] = [];
    let quick = 0;
    let working = 0;
    // Nothing runs out while this test waits.
    const lasting = () => world().member({ leaseMs: 60_000 });
    const handler: BatchHandler = async (batch) => {
      if (batch.partition < 2) {
        hanging.push(batch);
        await new Promise((_, reject) => {
          batch.signal.addEventListener('abort', () => reject(batch.signal.reason));
        });
      }
      working += 1;
      await pause(150);
      await commitBatch(world(), group, batch);
      quick += 1;
    };
    const subscription = await start(group, handler, {}, lasting());
    await eventually('two hang, others work', () => hanging.length === 2 && working > quick);
    const startedAt = performance.now();
    await subscription.stop({ drainMs: 400 });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    const done = quick;
    expect(done).toBeGreaterThan(0);
    await pause(300);
    expect(quick).toBe(done);
    const effects = await world().effects(group);
    const lag = await subscription.lag();
    for (const { partition, committed, owner } of lag) {
      // What was given up is free at once: the next member need not wait for a lease.
      expect(owner).toBeUndefined();
      expect(effects.filter((each) => each.partition === partition)).toHaveLength(committed + 1);
    }
    const next = await start(group, committing(group), {}, lasting());
    await eventually('taken over', () => isShared(next, 1));
    await eventually('all is handled', () => isExactlyOnce(world(), group));
  });

  test('23: the lag is the difference between log and checkpoint, partition by partition', async () => {
    const group = freshGroup();
    let budget = 40;
    const subscription = await start(
      group,
      async (batch) => {
        if (budget <= 0) await new Promise(() => undefined);
        budget -= batch.records.length;
        await commitBatch(world(), group, batch);
      },
      { maxBatch: 5 },
    );
    await eventually('the budget is spent', () => budget <= 0);
    await pause(100);
    const tail = await world().log.tail();
    const model = new Map<number, number>();
    for (const { partition } of await world().effects(group)) {
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
    const member = world().member({ source: deaf(world().log) });
    await start(group, committing(group), { maxWaitMs: 200 }, member);
    await eventually('caught up', () => isExactlyOnce(world(), group));
    await pause(600);
    const startedAt = performance.now();
    await append(world().log, counted(keyOfPartition, 16));
    await eventually('delivered', () => isExactlyOnce(world(), group));
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test('26: commands go on while the bus is down; afterwards all is drained in order', async () => {
    const group = freshGroup();
    const before = await start(group, committing(group));
    await eventually('caught up', () => isExactlyOnce(world(), group));
    await before.stop({ drainMs: 500 });
    for (let round = 0; round < 10; round += 1) {
      await append(world().log, counted(keyOfPartition, 48));
    }
    expect(await isExactlyOnce(world(), group)).toBe(false);
    await start(group, committing(group), { startAt: 'checkpoint' });
    await eventually('drained', () => isExactlyOnce(world(), group));
  });

  test('27: a group without a checkpoint does not start by itself', async () => {
    const group = freshGroup();
    const started = start(group, committing(group), { startAt: 'checkpoint' });
    await expect(started).rejects.toMatchObject({ code: 'NO_CHECKPOINT' });
    await expect(started).rejects.toThrow(group);
    const tail = await world().log.tail();
    const first = await start(group, committing(group), { startAt: tail });
    await append(world().log, counted(keyOfPartition, 16));
    await eventually('only the new ones', async () => (await world().effects(group)).length === 16);
    await first.stop({ drainMs: 500 });
    // Where there is a checkpoint, `beginning` does not go back to the beginning.
    await start(group, committing(group), { startAt: 'beginning' });
    await append(world().log, counted(keyOfPartition, 16));
    await eventually('only the newest', async () => (await world().effects(group)).length === 32);
  });

  test('a log that the bus does not know is refused, and so is an absurd batch', async () => {
    const refused = start(freshGroup(), committing('x'), { logs: ['intake', 'nowhere'] });
    await expect(refused).rejects.toMatchObject({ code: 'UNKNOWN_LOG' });
    await expect(start(freshGroup(), committing('x'), { maxBatch: 0 })).rejects.toThrow(RangeError);
  });

  test('a hole in a log stops the subscription by name, without moving on', async () => {
    const group = freshGroup();
    const holey = {
      ...deaf(world().log),
      async readPartition(partition: number, after: number, limit: number) {
        const records = await world().log.readPartition(partition, after, limit);
        return partition === 5 ? records.filter(({ position }) => position.offset !== 4) : records;
      },
    };
    const member = world().member({ source: holey });
    const subscription = await start(group, committing(group), { maxBatch: 3 }, member);
    const failure = await subscription.failed;
    expect(failure).toMatchObject({ code: 'LOG_HOLE' });
    const effects = (await world().effects(group)).filter(({ partition }) => partition === 5);
    expect(effects.every(({ offset }) => offset < 4)).toBe(true);
  });
}
