import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PgBus, type Subscription } from '@redress/bus';
import { spawnTypeScript } from '@redress/testing';
import { pause, type ProjectionWorld, projectionWorld } from '../../test/projection-world.js';
import { tallyCatalogue, tallyProjection } from '../../test/tally-projection.js';
import {
  activeTable,
  certificatesOf,
  type KeepOptions,
  type KeptProjections,
  keepProjections,
  type Projection,
  type RebuildProgress,
} from '../index.js';

const tally = tallyProjection as Projection;

describe('the projections of a service', () => {
  let world: ProjectionWorld;
  const kept: KeptProjections[] = [];

  /** A process of the service: a member of the groups for itself. */
  async function keep(
    projection: Projection,
    more: Partial<KeepOptions> = {},
  ): Promise<KeptProjections> {
    const subscription = new PgBus({ pool: world.service.writer, sources: { intake: world.log } });
    const options = world.keepOptions([projection], { subscription, ...more });
    const projections = await keepProjections(options);
    kept.push(projections);
    return projections;
  }

  async function caughtUp(...all: KeptProjections[]): Promise<void> {
    for (const each of all.flatMap((one) => one.consumers())) await world.caughtUp(each);
  }

  const give = (count: number) =>
    world.give(
      ...Array.from({ length: count }, (_, n) => {
        const data = { points: n + 2 };
        return { id: `t-${n % 40}`, type: 'PointsGiven', schemaVersion: 2, data };
      }),
    );

  const states = async (name: string) => {
    const { rows } = await world.service.writer.query<{ table_name: string; state: string }>(
      'select table_name, state from projection_generations where name = $1 order by made_at',
      [name],
    );
    return rows.map(({ table_name, state }) => `${table_name.slice(name.length + 1)} ${state}`);
  };

  const columnsOfView = async (name: string) => {
    const { rows } = await world.service.writer.query<{ attname: string }>(
      'select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum',
      [name],
    );
    return rows.map(({ attname }) => attname);
  };

  const groupsOf = (projections: KeptProjections) =>
    projections
      .consumers()
      .map(({ group }) => group)
      .sort();

  /** The tally projection in a second version, with another column. */
  const second = (projection: Projection): Projection => ({
    ...projection,
    version: 2,
    columns: { ...projection.columns, average: 'integer' },
    row(state) {
      const row = projection.row(state) as { total: number; gifts: number } | undefined;
      return row && { ...row, average: Math.trunc(row.total / row.gifts) };
    },
  });

  beforeAll(async () => {
    world = await projectionWorld(tallyCatalogue);
    await give(80);
  });
  afterEach(async () => {
    await Promise.all(kept.splice(0).map((each) => each.stop({ drainMs: 1_000 })));
    await world.stopAll();
  });
  afterAll(() => world.close());

  it('leave nothing running where one of them cannot be fed', async () => {
    const first = { ...tally, name: 'tallies_alone' };
    const elsewhere: Projection = { ...tally, name: 'tallies_elsewhere', log: 'triage' };
    for (const projection of [first, elsewhere]) await world.prepare(projection);
    const bus = new PgBus({ pool: world.service.writer, sources: { intake: world.log } });
    const started: string[] = [];
    const stopped: string[] = [];
    const subscription: Subscription = {
      async start(handler, options) {
        const running = await bus.start(handler, options);
        started.push(options.group);
        const stop = running.stop.bind(running);
        running.stop = async (drain) => {
          await stop(drain);
          stopped.push(options.group);
        };
        return running;
      },
    };
    await expect(
      keepProjections(world.keepOptions([first, elsewhere], { subscription })),
    ).rejects.toMatchObject({ code: 'UNKNOWN_LOG' });
    expect(started).toEqual(['intake.tallies_alone_v1']);
    expect(stopped).toEqual(started);
  }, 60_000);

  it('are built in their new version at the start, and the old table stays warm', async () => {
    const first = { ...tally, name: 'tallies_up' };
    await world.prepare(first);
    const before = await keep(first);
    await caughtUp(before);
    const next = second(first);
    await world.prepare(next);
    const told: RebuildProgress['phase'][] = [];
    const after = await keep(next, { onUpgrade: (_, { phase }) => told.push(phase) });
    expect(new Set(told)).toEqual(new Set(['FOLD', 'INDEX', 'COMPARE', 'SWAP']));
    expect(await states(first.name)).toEqual(['v1 WARM', 'v2 ACTIVE']);
    expect(await columnsOfView(first.name)).toContain('average');
    const [certificate] = await certificatesOf(world.service.writer, { name: first.name });
    expect(certificate).toMatchObject({ version: 2, equalToLive: null });
    // The process of the old version goes on feeding its table, the new one its own.
    await give(20);
    await caughtUp(before, after);
    expect(groupsOf(before)).toEqual(['intake.tallies_up_v1']);
    expect(groupsOf(after)).toEqual(['intake.tallies_up_v2']);
    for (const projection of [first, next]) {
      const generation = { projection, table: `${first.name}_v${projection.version}` };
      expect(await world.hash(generation)).toEqual(await world.hashInMemory(projection));
    }
    // Back to columns that this process does not know, for a process of the old version.
    expect(await after.rollBack(first.name)).toBe('tallies_up_v1');
    expect(await columnsOfView(first.name)).not.toContain('average');
    await world.prepare(first);
  }, 60_000);

  it('are built by one of two processes that start at the same time', async () => {
    const first = { ...tally, name: 'tallies_two' };
    await world.prepare(first);
    await caughtUp(await keep(first));
    const next = second(first);
    const [one, two] = await Promise.all([keep(next), keep(next)]);
    expect(await states(first.name)).toEqual(['v1 WARM', 'v2 ACTIVE']);
    expect(groupsOf(one)).toEqual(['intake.tallies_two_v2']);
    expect(groupsOf(two)).toEqual(['intake.tallies_two_v2']);
  }, 60_000);

  it('are fed by every process in the generation that one of them swapped in', async () => {
    const projection = { ...tally, name: 'tallies_fed' };
    await world.prepare(projection);
    const [one, two] = [await keep(projection), await keep(projection)];
    await one.rebuild('tallies_fed');
    const groups = ['intake.tallies_fed_v1', 'intake.tallies_fed_v1_g2'];
    expect(groupsOf(one)).toEqual(groups);
    const deadline = performance.now() + 10_000;
    while (groupsOf(two).length < 2 && performance.now() < deadline) await pause(50);
    expect(groupsOf(two)).toEqual(groups);
    // The first one gone, the second one feeds both.
    await one.stop({ drainMs: 1_000 });
    await give(20);
    await caughtUp(two);
    const expected = await world.hashInMemory(projection);
    for (const table of ['tallies_fed_v1', 'tallies_fed_v1_g2']) {
      expect(await world.hash({ projection, table })).toEqual(expected);
    }
  }, 60_000);

  it.each(['part', 'compared'] as const)(
    'are right when a process is killed in the middle of a rebuild: %s',
    async (step) => {
      const projection = { ...tally, name: `tallies_${step}` };
      await world.prepare(projection);
      const projections = await keep(projection);
      await caughtUp(projections);
      const connection = JSON.stringify(world.database.connection('intake'));
      const script = join(__dirname, '../../test/rebuilder.main.ts');
      const child = spawnTypeScript(script, { args: [connection, projection.name, step] });
      for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
        if (line === step) break;
      }
      await expect(projections.verify(projection.name)).rejects.toMatchObject({
        code: 'REBUILD_RUNNING',
      });
      child.kill('SIGKILL');
      await once(child, 'exit');
      await give(20);
      await caughtUp(projections);
      const live = { projection, table: `${projection.name}_v1` };
      expect(await activeTable(world.service.writer, projection.name)).toBe(live.table);
      expect(await world.hash(live)).toEqual(await world.hashInMemory(projection));
      const certificate = await rebuildOnceFree(projections, projection.name);
      expect(certificate).toMatchObject({ equalToLive: true, table: `${live.table}_g2` });
    },
    60_000,
  );

  it('are folded in bulk where a long log was never read', async () => {
    const projection = { ...tally, name: 'tallies_long' };
    for (let n = 0; n < 11; n += 1) await give(1_000);
    await world.prepare(projection);
    await caughtUp(await keep(projection));
    expect(await states(projection.name)).toEqual(['v1 WARM', 'v1_g2 ACTIVE']);
    const generation = { projection, table: 'tallies_long_v1_g2' };
    expect(await world.hash(generation)).toEqual(await world.hashInMemory(projection));
    const [certificate] = await certificatesOf(world.service.writer, { name: projection.name });
    expect(certificate).toMatchObject({ equalToLive: null });
  }, 60_000);

  it('are fed event by event where a long log has one that cannot be read', async () => {
    const projection = { ...tally, name: 'tallies_poisoned' };
    await world.give({ id: 'poisoned', type: 'PointsGiven', schemaVersion: 9 });
    await world.prepare(projection);
    const projections = await keep(projection);
    await caughtUp(projections);
    expect(await states(projection.name)).toEqual(['v1 ACTIVE', 'v1_g2 DROPPED']);
    const [consumer] = projections.consumers();
    expect(await consumer?.parked()).toMatchObject([{ key: 'one/tally/poisoned' }]);
    // A version that nobody feeds yet cannot wait for anybody: its build says what is in its way.
    await expect(keep(second(projection))).rejects.toMatchObject({
      code: 'POISON_EVENT',
      message: expect.stringContaining('tally.PointsGiven: UNKNOWN_VERSION'),
    });
    expect((await states(projection.name))[0]).toBe('v1 ACTIVE');
  }, 60_000);
});

/** The lock of a killed process is free when the server has noticed. */
async function rebuildOnceFree(projections: KeptProjections, name: string) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await projections.rebuild(name);
    } catch (error) {
      if (tries > 100 || !String(error).includes('being rebuilt')) throw error;
      await pause(20);
    }
  }
}
