import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { spawnTypeScript } from '@redress/testing';
import {
  append,
  counted,
  eventually,
  freshGroup,
  isExactlyOnce,
  keyOfPartition,
  leaseMs,
  pause,
} from '../test/bus-world.js';
import { pgWorld } from '../test/pg-world.js';

const script = join(__dirname, '../test/bus-member.main.ts');

describe('PgBus between processes', () => {
  let world: Awaited<ReturnType<typeof pgWorld>>;
  const children = new Set<ChildProcess>();

  async function member(group: string, batchMs: number): Promise<ChildProcess> {
    const connection = JSON.stringify(world.database.connection('intake'));
    const child = spawnTypeScript(script, { args: [connection, group, String(batchMs)] });
    children.add(child);
    if (!child.stdout) throw new Error('a member has a standard output');
    await once(child.stdout, 'data');
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    children.delete(child);
  }

  async function owners(group: string): Promise<number> {
    const { rows } = await world.pool.query<{ count: number }>(
      'select count(distinct owner)::integer from checkpoints where consumer = $1',
      [group],
    );
    return rows[0]?.count ?? 0;
  }

  beforeAll(async () => {
    world = await pgWorld();
    await append(world.log, counted(keyOfPartition, 320));
  });
  afterAll(async () => {
    await Promise.all([...children].map(kill));
    await world.close();
  });

  test('12: the partitions of a frozen process go to the others, and it harms nothing afterwards', async () => {
    const group = freshGroup();
    const frozen = await member(group, 40);
    await eventually('it has begun', async () => (await world.effects(group)).length > 0);
    frozen.kill('SIGSTOP');
    const other = await member(group, 5);
    await eventually('the other one does all', () => isExactlyOnce(world, group), 20_000);
    expect(await owners(group)).toBe(1);
    frozen.kill('SIGCONT');
    await pause(leaseMs);
    await append(world.log, counted(keyOfPartition, 32));
    await eventually('still once', () => isExactlyOnce(world, group), 20_000);
    await kill(frozen);
    await kill(other);
  }, 60_000);

  test('10: a process killed at any moment leaves every effect done once or to be done', async () => {
    const group = freshGroup();
    for (let round = 0; round < 3; round += 1) {
      const child = await member(group, 15);
      const before = (await world.effects(group)).length;
      await eventually(
        'some work',
        async () => (await world.effects(group)).length > before,
        20_000,
      );
      await kill(child);
    }
    expect(await isExactlyOnce(world, group)).toBe(false);
    const last = await member(group, 0);
    await eventually('all is done once', () => isExactlyOnce(world, group), 20_000);
    await kill(last);
  }, 90_000);
});
