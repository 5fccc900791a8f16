import { partitionOf, pgTransactions, type Transactions } from '@redress/event-log';
import { withTenant, withTransaction } from '@redress/postgres';
import fc from 'fast-check';
import { type ProjectionWorld, projectionWorld } from '../../test/projection-world.js';
import { tallyCatalogue, tallyProjection } from '../../test/tally-projection.js';
import { foldInMemory } from '../fold/fold-in-memory.js';
import { type Generation, type Projection, tableHash, verifyProjection } from '../index.js';
import { projectedEvents } from '../projected-event.js';

interface ShownRow {
  readonly tenant_id: string;
  readonly key: string;
  readonly total: number;
  readonly gifts: number;
}

describe('startProjection', () => {
  let world: ProjectionWorld;
  let shows = 0;

  /** The tally projection under another name: with a table and a group of its own. */
  function fresh(more: Partial<Projection> = {}): Promise<Generation> {
    shows += 1;
    const projection = tallyProjection as Projection;
    return world.prepare({ ...projection, name: `tallies_${shows}`, ...more });
  }

  const start = (generation: Generation, maxBatch = 500, transactions?: Transactions) =>
    world.start(generation, {
      limits: { maxBatch, maxWaitMs: 50, retry: { minMs: 5, maxMs: 20 } },
      ...(transactions ? { transactions } : {}),
    });

  const give = (tenantId: string, id: string, points: number) =>
    world.give({
      tenantId,
      id,
      type: points === 0 ? 'PointsCleared' : points === 1 ? 'TallyRenamed' : 'PointsGiven',
      schemaVersion: points > 1 ? 2 : 1,
      data: points > 1 ? { points } : {},
    });

  const caughtUp = (consumer: Parameters<ProjectionWorld['caughtUp']>[0]) =>
    world.caughtUp(consumer);

  /** What a fold in memory makes of the whole log. */
  async function expected({ projection }: Generation): Promise<ShownRow[]> {
    const events = projectedEvents(projection, tallyCatalogue, await world.records());
    return foldInMemory(projection, events)
      .filter(({ shown: isShown }) => isShown)
      .map(({ tenant_id, key, total, gifts }) => {
        return { tenant_id, key, total: Number(total), gifts: Number(gifts) };
      })
      .sort(byName);
  }

  async function shown({ table }: Generation): Promise<ShownRow[]> {
    const { rows } = await world.service.writer.query<ShownRow & { total: string }>(
      `select tenant_id, key, total, gifts from ${table} where shown`,
    );
    return rows.map((row) => ({ ...row, total: Number(row.total) })).sort(byName);
  }

  beforeAll(async () => {
    world = await projectionWorld(tallyCatalogue);
  });
  afterEach(() => world.stopAll());
  afterAll(() => world.close());

  it('equals a fold in memory for any interleaving and any batch size, live and from the start', async () => {
    const gifts = fc.array(
      fc.record({
        tenant: fc.constantFrom('one', 'two'),
        id: fc.integer({ min: 1, max: 8 }).map((n) => `tally-${n}`),
        points: fc.integer({ min: 0, max: 9 }),
      }),
      { minLength: 20, maxLength: 60 },
    );
    const live = await fresh();
    const follower = await start(live, 3);
    const hashes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(gifts, fc.constantFrom(1, 2, 7, 50, 500), async (history, maxBatch) => {
        for (const { tenant, id, points } of history) await give(tenant, id, points);
        const again = await fresh();
        await caughtUp(await start(again, maxBatch));
        await caughtUp(follower);
        expect(await shown(again)).toEqual(await expected(again));
        const [a, b] = [
          await tableHash(world.service.writer, live),
          await tableHash(world.service.writer, again),
        ];
        expect(a).toEqual(b);
        hashes.add(a.hash);
      }),
      { numRuns: 5, endOnFailure: true },
    );
    expect(hashes.size).toBeGreaterThan(1);
    expect((await tableHash(world.service.writer, live)).rows).toBe((await shown(live)).length);
  }, 60_000);

  it('does nothing twice when transactions are rolled back at the last moment', async () => {
    for (let n = 0; n < 40; n += 1) await give('one', `crash-${n % 4}`, 2 + (n % 5));
    const generation = await fresh();
    const real = pgTransactions(world.service.writer);
    let crashes = 0;
    const crashing: Transactions = {
      run: (work) =>
        real.run(async (tx) => {
          const result = await work(tx);
          crashes += 1;
          if (crashes % 3 !== 0) throw Object.assign(new Error('lost'), { code: 'ECONNRESET' });
          return result;
        }),
    };
    await caughtUp(await start(generation, 4, crashing));
    expect(crashes).toBeGreaterThan(10);
    expect(await shown(generation)).toEqual(await expected(generation));
  });

  it('shows a reader the rows of its tenant, by the catalogue and in fact', async () => {
    await give('one', 'mine', 5);
    await give('two', 'theirs', 7);
    const generation = await fresh();
    await caughtUp(await start(generation));
    const { rows: tables } = await world.service.writer.query(
      `select relrowsecurity, relforcerowsecurity from pg_class where relname = $1`,
      [generation.table],
    );
    expect(tables).toEqual([{ relrowsecurity: true, relforcerowsecurity: true }]);
    const { rows: policies } = await world.service.writer.query<{ roles: string; qual: string }>(
      `select roles::text, qual from pg_policies where tablename = $1 order by policyname`,
      [generation.table],
    );
    expect(policies.map(({ roles }) => roles)).toEqual([
      '{intake_owner,intake_writer}',
      '{intake_reader}',
    ]);
    expect(policies[1]?.qual).toContain(
      "NULLIF(current_setting('app.tenant'::text, true), ''::text)",
    );
    const { rows: views } = await world.service.writer.query(
      `select reloptions::text from pg_class where relname = '${generation.projection.name}'`,
    );
    expect(views).toEqual([{ reloptions: '{security_invoker=true}' }]);
    const seen = await withTenant(world.service.reader, 'one', async (client) => {
      const { rows } = await client.query<{ tenant_id: string }>(
        `select * from ${generation.projection.name}`,
      );
      return rows;
    });
    expect(new Set(seen.map(({ tenant_id }) => tenant_id))).toEqual(new Set(['one']));
    expect(Object.keys(seen[0] ?? {})).toEqual([
      'tenant_id',
      'key',
      ...Object.keys(tallyProjection.columns),
    ]);
    const { rows: withoutTenant } = await world.service.reader.query(
      `select * from ${generation.projection.name}`,
    );
    expect(withoutTenant).toEqual([]);
    await expect(
      world.service.reader.query(`delete from ${generation.projection.name}`),
    ).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('has one hash, whatever the session says about zones and dates', async () => {
    await give('one', 'dated', 5);
    const generation = await fresh();
    await caughtUp(await start(generation));
    const plain = await tableHash(world.service.writer, generation);
    const elsewhere = await withTransaction(world.service.writer, async (client) => {
      await client.query("select set_config('timezone', 'Asia/Shanghai', true)");
      await client.query("select set_config('datestyle', 'SQL, DMY', true)");
      return tableHash(client, generation);
    });
    expect(elsewhere).toEqual(plain);
    await world.service.writer.query(
      `update ${generation.table} set gifts = gifts + 1 where key = 'dated'`,
    );
    expect((await tableHash(world.service.writer, generation)).hash).not.toBe(plain.hash);
  });

  it('parks a key whose events lie in two partitions instead of losing an update', async () => {
    for (let n = 0; n < 8; n += 1) await give('one', `spread-${n}`, 5);
    const generation = await fresh({ key: () => 'all of them' });
    const consumer = await start(generation);
    await caughtUp(consumer);
    const parked = await consumer.parked();
    expect(parked.length).toBeGreaterThan(0);
    expect(parked[0]?.first?.errorCode).toBe('KEY_SPANS_PARTITIONS');
    // A bulk fold does not lose it either.
    const verify = verifyProjection(world.rebuildOptions({ ...generation.projection, version: 2 }));
    await expect(verify).rejects.toMatchObject({ code: 'KEY_SPANS_PARTITIONS' });
  });

  it('finds such a key also where no lane has met it twice', async () => {
    const farApart = [1, 9].map((partition) => {
      for (let n = 0; ; n += 1) {
        if (partitionOf(`one/tally/far-${n}`) === partition) return `far-${n}`;
      }
    });
    for (const id of farApart) await give('one', id, 5);
    const generation = await fresh({
      key: ({ envelope: { stream } }) => (farApart.includes(stream.id) ? 'both' : stream.id),
    });
    const verify = verifyProjection(world.rebuildOptions(generation.projection));
    await expect(verify).rejects.toMatchObject({ code: 'KEY_SPANS_PARTITIONS' });
  });

  it.each([{}, { readsActor: true as const }])(
    'folds no event of an unknown origin (%j)',
    async (more) => {
      await give('one', 'nowhere', 5);
      await world.asOwner((owner) =>
        owner.query(`update intake_events set meta = (meta::jsonb || '{"origin": "NOWHERE"}')::json
                   where (partition, off) = (select partition, max(off) from intake_events
                     where partition = ${partitionOf('one/tally/nowhere')} group by partition)`),
      );
      const { projection } = await fresh(more);
      const verify = verifyProjection(world.rebuildOptions(projection));
      await expect(verify).rejects.toMatchObject({
        code: 'POISON_EVENT',
        message: expect.stringContaining('nobody knows its origin'),
      });
    },
  );
});

function byName(a: ShownRow, b: ShownRow): number {
  return `${a.tenant_id} ${a.key}` < `${b.tenant_id} ${b.key}` ? -1 : 1;
}
