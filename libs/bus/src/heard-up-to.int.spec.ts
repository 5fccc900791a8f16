import { randomUUID } from 'node:crypto';
import type { CommandAppend } from '@redress/event-log';
import { systemActor, timestampOf } from '@redress/kernel';
import {
  append,
  commitBatch,
  counted,
  eventually,
  freshGroup,
  isExactlyOnce,
  keyOfPartition,
  keysOf,
  pause,
} from '../test/bus-world.js';
import { pgWorld } from '../test/pg-world.js';
import { appendHorizon, heardUpTo } from './index.js';

describe('heardUpTo', () => {
  let world: Awaited<ReturnType<typeof pgWorld>>;
  beforeAll(async () => {
    world = await pgWorld();
  });
  afterAll(() => world.close());

  const horizon = () => appendHorizon(world.pool, [{ service: 'intake', log: 'intake' }]);
  const clockOnly = async () => {
    const { rows } = await world.pool.query<{ now: Date }>('select clock_timestamp() as now');
    return timestampOf(rows[0]?.now.getTime() ?? 0);
  };

  async function start(group: string) {
    return world.member().subscription.start(
      async (batch) => {
        await commitBatch(world, group, batch);
      },
      { group, logs: ['intake'], startAt: 'beginning', maxBatch: 100, maxWaitMs: 100 },
    );
  }

  it('is now when all is committed, and just before the oldest record that is not', async () => {
    const group = freshGroup();
    const subscription = await start(group);
    await append(world.log, counted(keyOfPartition, 32));
    await eventually('caught up', () => isExactlyOnce(world, group));
    const before = await clockOnly();
    await pause(5);
    const sources = { intake: world.log };
    expect((await heardUpTo(subscription, sources, horizon)) >= before).toBe(true);
    subscription.pause('intake', 7);
    const [key = ''] = keysOf(7, 1);
    await append(world.log, [{ key }, { key }, { key: keysOf(8, 1)[0] ?? '' }]);
    const [, oldest] = await world.log.readPartition(7, 0, 10);
    const heard = await heardUpTo(subscription, sources, horizon);
    const recorded = Date.parse(oldest?.envelope.recordedAt ?? '');
    expect(Date.parse(heard)).toBe(recorded - 1);
    subscription.resume('intake', 7);
    await eventually('released', async () => {
      return (await heardUpTo(subscription, sources, horizon)) > heard;
    });
    await subscription.stop({ drainMs: 500 });
  });

  it.each([
    ['waits for an append that has its time and is not visible yet', horizon, true],
    ['would say too much by the clock alone (proof that this test bites)', clockOnly, false],
  ])('%s', async (_, horizonOf, isRight) => {
    const group = freshGroup();
    const subscription = await start(group);
    await eventually('caught up', () => isExactlyOnce(world, group));
    subscription.pause('intake', 3);
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const appended = { at: '' };
    const transaction = world.transactions.run(async (tx) => {
      const [result] = await world.log.append([command(keysOf(3, 1)[0] ?? '')], tx);
      appended.at = result?.status === 'ok' ? result.recordedAt : '';
      await held;
    });
    await eventually('appended', () => appended.at !== '');
    await pause(10);
    const heard = heardUpTo(subscription, { intake: world.log }, horizonOf);
    await pause(100);
    commit();
    await transaction;
    // The record is not committed by the group: nobody may say that it was heard.
    expect((await heard) < appended.at).toBe(isRight);
    await subscription.stop({ drainMs: 500 });
  });

  it('is before whatever is appended while it waits, also where it waits no more', async () => {
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let isAppended = false;
    const last = world.transactions.run(async (tx) => {
      await world.log.append([command(keysOf(15, 1)[0] ?? '')], tx);
      isAppended = true;
      await held;
    });
    await eventually('appended', () => isAppended);
    const waiting = horizon();
    let recordedAt = '';
    try {
      await eventually('waits for the last partition', async () => {
        const { rows } = await world.pool.query(
          `select from pg_locks where locktype = 'advisory' and not granted and database =
             (select oid from pg_database where datname = current_database())`,
        );
        return rows.length > 0;
      });
      await pause(5);
      const [first] = await world.log.append([command(keysOf(0, 1)[0] ?? '')]);
      if (first?.status === 'ok') recordedAt = first.recordedAt;
    } finally {
      commit();
      await last;
    }
    expect((await waiting) < recordedAt).toBe(true);
  });
});

function command(orderingKey: string): CommandAppend {
  return {
    stream: { tenantId: 'demo', category: 'probe', id: randomUUID() },
    orderingKey,
    expectedVersion: 0,
    events: [
      {
        id: randomUUID(),
        type: 'Counted',
        schemaVersion: 2,
        occurredAt: timestampOf(Date.now()),
        actor: systemActor('suite'),
        origin: 'LIVE',
        correlationId: randomUUID(),
        data: { n: 1 },
        sealed: [],
      },
    ],
  };
}
