import type { LogRecord } from '@redress/event-log';
import {
  type BusWorld,
  append,
  counted,
  eventually,
  isExactlyOnce,
  keyOfPartition,
  keysOf,
  pause,
} from './bus-world.js';
import { consumerSuite } from './consumer-suite.js';
import { decodeProblemRecords } from './unreadable-records.js';
import { BusError, type ConsumedEvent, noMetrics } from '../src/index.js';

const thrownThings: readonly (readonly [string, unknown])[] = [
  ['a SyntaxError', new SyntaxError('thrown')],
  ['a TypeError', new TypeError('thrown')],
  ['a RangeError', new RangeError('thrown')],
  ['a ReferenceError', new ReferenceError('thrown')],
  ['a string', 'thrown'],
  ['a number', 42],
  ['undefined', undefined],
  ['null', null],
  ['an object without prototype', Object.create(null)],
  ['an error whose message has a NUL', new Error('a\0b')],
  ['an error of the bus', new BusError('OWNERSHIP_LOST', 'not true')],
];

/** What a consumer survives, and where it stops: items 15 and 16, retry, limits. */
export function consumerContract(openWorld: () => Promise<BusWorld>): void {
  const { world, group, poison, start, handle, handling, effectsOf, settled } =
    consumerSuite(openWorld);

  test.each(thrownThings)(
    '15: %s thrown by a handler leaves the consumer alive',
    async (_, thrown) => {
      const [sick = '', well = ''] = keysOf(0, 2);
      await append(world().log, counted([sick, well], 4));
      poison(0, thrown);
      const consumer = await start();
      await settled();
      expect(await effectsOf(well)).toHaveLength(2);
      expect(await consumer.parked()).toEqual([expect.objectContaining({ key: sick, events: 2 })]);
      await append(world().log, [{ key: well }]);
      await eventually('it lives', async () => (await effectsOf(well)).length === 3);
    },
  );

  test('15: a promise rejected with null leaves the consumer alive', async () => {
    const [sick = '', well = ''] = keysOf(0, 2);
    await append(world().log, counted([sick, well], 2));
    const rejecting = async (consumed: ConsumedEvent) => {
      if (consumed.record.orderingKey === sick) await Promise.reject(null);
      await handle(consumed);
    };
    const consumer = await start(handling(rejecting));
    await settled();
    expect(await effectsOf(well)).toHaveLength(1);
    expect((await consumer.parked())[0]?.first?.error).toContain('null');
  });

  test('16: what cannot be read is parked at once, what is unknown is skipped', async () => {
    const [well = ''] = keysOf(0, 1);
    const unreadable = decodeProblemRecords(keysOf(0, 5).slice(1));
    await append(world().log, [
      ...unreadable.map(({ event }) => event),
      { key: well, type: 'Unheard', data: { what: 'ever' } },
      { key: well, type: 'Ignored', schemaVersion: 1 },
      { key: well, schemaVersion: 1, data: { count: 7 } },
      { key: well },
    ]);
    const skipped: string[] = [];
    const retried: string[] = [];
    const values: unknown[] = [];
    const consumer = await start({
      ...handling(async (consumed) => {
        values.push(consumed.event.data);
        await handle(consumed);
      }),
      metrics: {
        ...noMetrics,
        skipped: (_, why) => skipped.push(why),
        retried: (_, why) => retried.push(why),
      },
    });
    await settled();
    expect(values).toEqual([{ n: 7 }, { n: 1 }]);
    expect(skipped).toEqual(['UNKNOWN_TYPE', 'NO_HANDLER']);
    expect(retried).toEqual([]);
    const parked = await consumer.parked();
    expect(parked.map(({ key, first }) => [key, first?.errorCode, first?.attempts])).toEqual(
      unreadable.map(({ event, problem }) => [event.key, problem, 0]),
    );
    const kept: LogRecord[] = [];
    await world().transactions.run(async (tx) => {
      for (const { log, partition, key } of parked) {
        kept.push(
          ...(await world().parking.waiting({ group: group(), log, partition, key }, 10, tx)),
        );
      }
    });
    expect(kept).toEqual(await world().log.readPartition(0, -1, unreadable.length));
  });

  test('16: later events of a key that cannot be read wait behind it, in one batch too', async () => {
    const [sick = ''] = keysOf(0, 1);
    await append(world().log, [{ key: sick }, { key: sick, data: null }, { key: sick }]);
    const consumer = await start();
    await settled();
    expect(await effectsOf(sick)).toHaveLength(1);
    expect((await consumer.parked())[0]).toMatchObject({ events: 2, first: { offset: 1 } });
  });

  test('a failure of the database is tried again without end and parks nothing', async () => {
    await append(world().log, counted(keyOfPartition, 48));
    const codes = ['40001', '40P01', '55P03', '08006', '53300', '57P01', 'ECONNRESET'];
    const failures = codes.map((code) => Object.assign(new Error('away'), { code }));
    failures.push(Object.assign(new Error('busy'), { code: 'BUSY', retryable: true }));
    const retried: string[] = [];
    const consumer = await start({
      ...handling(async (consumed) => {
        const failure = failures.pop();
        await handle(consumed);
        if (failure) throw failure;
      }),
      metrics: { ...noMetrics, retried: (_, why) => retried.push(why) },
    });
    await eventually('all handled', () => isExactlyOnce(world(), group()));
    expect(await consumer.parked()).toEqual([]);
    expect(retried).toEqual(Array.from({ length: 8 }, () => 'transient'));
  });

  test('too many parked keys are a bad deploy: the consumer stops and does not move on', async () => {
    const keys = keysOf(0, 12);
    await append(world().log, counted(keys, 12));
    for (let offset = 0; offset < 12; offset += 1) poison(offset, new Error('all'));
    const consumer = await start({ limits: { parkedKeys: 5 } });
    expect(await consumer.failed).toMatchObject({ code: 'BAD_DEPLOY' });
    expect(await consumer.parked()).toHaveLength(5);
    expect(await world().checkpoints.committed(group(), 'intake', 0)).toBe(4);
    await pause(50);
    expect(await world().effects(group())).toEqual([]);
  });

  test('too many keys parked within a minute are a bad deploy too', async () => {
    await append(world().log, counted(keysOf(0, 5), 5));
    for (let offset = 0; offset < 5; offset += 1) poison(offset, new Error('all'));
    const consumer = await start({ limits: { parkedKeysPerMinute: 2 } });
    expect(await consumer.failed).toMatchObject({ code: 'BAD_DEPLOY' });
    expect(await consumer.parked()).toHaveLength(2);
  });

  test('a transaction takes in events for its time only', async () => {
    await append(world().log, counted(keysOf(0, 1), 16));
    let transactions = 0;
    await start({
      limits: { targetMs: 40 },
      ...handling(async (consumed) => {
        await pause(25);
        await handle(consumed);
      }),
      metrics: {
        ...noMetrics,
        committed: () => {
          transactions += 1;
        },
      },
    });
    await settled();
    expect(await effectsOf(keysOf(0, 1)[0] ?? '')).toHaveLength(16);
    expect(transactions).toBeGreaterThanOrEqual(4);
  });

  test('keys are handled side by side, the events of one key one after the other', async () => {
    await append(world().log, counted(keysOf(0, 4), 40));
    const busy = new Set<string>();
    let most = 0;
    let collisions = 0;
    await start(
      handling(async (consumed) => {
        const key = consumed.record.orderingKey;
        if (busy.has(key)) collisions += 1;
        busy.add(key);
        most = Math.max(most, busy.size);
        await pause(2);
        await handle(consumed);
        busy.delete(key);
      }),
    );
    await settled();
    expect({ most, collisions }).toEqual({ most: 4, collisions: 0 });
    for (const key of keysOf(0, 4)) {
      const offsets = (await effectsOf(key)).map(({ offset }) => offset);
      expect(offsets).toHaveLength(10);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    }
  });

  test('whoever waits for a position is told when it is committed', async () => {
    const [key = ''] = keysOf(0, 1);
    const { checkpoints } = world();
    const early = checkpoints.waitFor(group(), { log: 'intake', partition: 0, offset: 1 }, 5_000);
    await start();
    await append(world().log, [{ key }, { key }]);
    expect(await early).toBe(true);
    expect(await effectsOf(key)).toHaveLength(2);
    const at = (offset: number) => ({ log: 'intake', partition: 0, offset });
    expect(await checkpoints.waitFor(group(), at(0), 1_000)).toBe(true);
    expect(await checkpoints.waitFor(group(), at(2), 60)).toBe(false);
    expect(await checkpoints.waitFor('nobody', at(0), 60)).toBe(false);
    const crowd = Array.from({ length: 1_000 }, () => checkpoints.waitFor(group(), at(9), 200));
    const refused = checkpoints.waitFor(group(), at(9), 200);
    await expect(refused).rejects.toMatchObject({ code: 'TOO_MANY_WAITERS' });
    expect(await Promise.all(crowd)).toEqual(crowd.map(() => false));
  });
}
