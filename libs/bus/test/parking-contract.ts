import { type BusWorld, append, counted, eventually, keysOf } from './bus-world.js';
import { consumerSuite } from './consumer-suite.js';

/** Parking and redrive: item 14. */
export function parkingContract(openWorld: () => Promise<BusWorld>): void {
  const { world, group, poison, heal, start, effectsOf, settled } = consumerSuite(openWorld);

  test('14: a poisoned key is parked with its later events, redrive equals never failed', async () => {
    const keys = keysOf(0, 3);
    const [sick = ''] = keys;
    await append(world().log, counted(keys, 30));
    poison(3, new Error('cannot'));
    const consumer = await start();
    await settled();
    expect(await effectsOf(sick)).toHaveLength(1);
    for (const key of keys.slice(1)) expect(await effectsOf(key)).toHaveLength(10);
    expect(await consumer.parked()).toEqual([
      expect.objectContaining({
        group: group(),
        log: 'intake',
        partition: 0,
        key: sick,
        events: 9,
        isRequested: false,
        first: expect.objectContaining({ offset: 3, errorCode: 'HANDLER_FAILED', attempts: 3 }),
      }),
    ]);
    await append(world().log, [{ key: sick }]);
    await settled();
    expect((await consumer.parked())[0]?.events).toBe(10);
    heal();
    expect(await consumer.redrive(sick)).toBe(1);
    await eventually('the gate is lifted', async () => (await consumer.parked()).length === 0);
    await append(world().log, [{ key: sick }]);
    await settled();
    const offsets = (await effectsOf(sick)).map(({ offset }) => offset);
    expect(offsets).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 31]);
    expect(await world().effects(group())).toHaveLength(32);
  });

  test('14: parked keys are visible to the next owner, who also redrives them', async () => {
    const [sick = '', well = ''] = keysOf(0, 2);
    await append(world().log, counted([sick, well], 6));
    poison(0, new Error('cannot'));
    const before = await start();
    await settled();
    await before.stop({ drainMs: 500 });
    heal();
    const after = await start({ startAt: 'checkpoint' });
    await append(world().log, counted([sick, well], 2));
    await settled();
    expect(await effectsOf(sick)).toEqual([]);
    expect(await effectsOf(well)).toHaveLength(4);
    await after.redrive();
    await eventually('handled', async () => (await effectsOf(sick)).length === 4);
    expect((await effectsOf(sick)).map(({ offset }) => offset)).toEqual([0, 2, 4, 6]);
  });

  test('14: an event that fails again stays at the head of its line, with its new error', async () => {
    const [sick = ''] = keysOf(0, 1);
    await append(world().log, counted([sick], 4));
    poison(1, new Error('first reason'));
    const consumer = await start();
    await settled();
    heal();
    poison(2, Object.assign(new Error('second reason'), { code: 'NEW' }));
    await consumer.redrive(sick);
    await eventually('another head', async () => (await consumer.parked())[0]?.first?.offset === 2);
    await eventually('not asked', async () => (await consumer.parked())[0]?.isRequested === false);
    expect((await consumer.parked())[0]).toMatchObject({
      events: 2,
      first: { offset: 2, errorCode: 'NEW', attempts: 3 },
    });
    expect(await effectsOf(sick)).toHaveLength(2);
  });

  test.each([
    ['first', 1, [1, 2, 3]],
    ['all', 4, []],
  ] as const)(
    '14: discarding the %s event of a key is a decision with a reason',
    async (events, count, left) => {
      const [sick = ''] = keysOf(0, 1);
      await append(world().log, counted([sick], 4));
      poison(0, new Error('never'));
      const consumer = await start();
      await settled();
      const why = { key: sick, reason: 'duplicate of 4711', by: 'user:ops', events };
      expect(await consumer.discard(why)).toBe(count);
      await eventually('the gate is lifted', async () => (await consumer.parked()).length === 0);
      await append(world().log, [{ key: sick }]);
      await settled();
      expect((await effectsOf(sick)).map(({ offset }) => offset)).toEqual([...left, 4]);
    },
  );

  test('14: a former owner that comes back looks at the gate anew', async () => {
    const [sick = ''] = keysOf(0, 1);
    await append(world().log, counted([sick], 2));
    poison(0, new Error('cannot'));
    const absent = world().member();
    const first = await start({ subscription: absent.subscription });
    await settled();
    const [{ owner: before } = {}] = await first.lag();
    absent.freeze();
    heal();
    const other = await start();
    await eventually('taken over', async () => {
      const owners = (await other.lag()).map(({ owner }) => owner);
      return owners.every((owner) => owner !== undefined && owner !== before);
    });
    await other.redrive();
    await eventually('the gate is lifted', async () => (await other.parked()).length === 0);
    await other.stop({ drainMs: 500 });
    absent.thaw();
    await append(world().log, [{ key: sick }]);
    await eventually('handled', async () => (await effectsOf(sick)).length === 3);
    expect(await other.parked()).toEqual([]);
  });
}
