import { journalMigration, partitionCount, pgJournal, pgTransactions } from '@redress/event-log';
import { formatPosition, type Timestamp, timestampOf } from '@redress/kernel';
import { runMigrations } from '@redress/postgres';
import { householdProjection, personCatalogue } from '../../test/household-projection.js';
import {
  type Given,
  pause,
  type ProjectionWorld,
  projectionWorld,
} from '../../test/projection-world.js';
import { tallyCatalogue, tallyEvents, tallyProjection } from '../../test/tally-projection.js';
import { foldInMemory } from '../fold/fold-in-memory.js';
import {
  type AsOfOptions,
  foldAsOf,
  type Generation,
  type Projection,
  reading,
  tableHash,
} from '../index.js';
import { projectedEvents } from '../projected-event.js';

const tally = tallyProjection as Projection;
const household = householdProjection as Projection;

describe('a read model as of an instant', () => {
  let world: ProjectionWorld;

  const options = (projection: Projection, more: Partial<AsOfOptions> = {}): AsOfOptions => {
    const catalogue = projection.name === 'households' ? personCatalogue : tallyCatalogue;
    return {
      ...{ service: 'intake', projection, catalogue, log: world.log },
      owner: world.service.owner,
      ...{ at: '2100-01-01T00:00:00.000Z', axis: 'recorded', workers: 3 },
      lanes: world.lanes([projection], { statesMax: 2 }, catalogue),
      ...more,
    };
  };

  const tablesLeft = async () => {
    const { rows } = await world.service.writer.query(
      "select relname from pg_class where relname like 'asof%'",
    );
    return rows;
  };

  beforeAll(async () => {
    world = await projectionWorld(tallyCatalogue);
    for (let n = 0; n < 30; n += 1) {
      // What was true goes forth and back, while it is learnt in one direction only.
      const occurredAt = timestampOf(Date.parse('2026-03-01') + ((n * 7) % 30) * 86_400_000);
      const given: Given[] = [
        {
          id: `t-${n % 5}`,
          type: 'PointsGiven',
          schemaVersion: 2,
          data: { points: n + 1, by: 'me' },
        },
        { id: `t-${n % 7}`, type: 'PointsGiven', data: { tens: n } },
        { category: 'person', id: `p-${n % 4}`, type: 'PersonPaid', data: { cents: n + 1 } },
        ...(n % 5 === 0
          ? [
              {
                category: 'person',
                id: `p-${n % 4}`,
                type: 'HouseShared',
                data: { withId: `p-${n % 3}` },
              },
            ]
          : []),
      ];
      await world.give(...given.map((each) => ({ ...each, occurredAt })));
      await pause(2);
    }
  });
  afterEach(() => world.stopAll());
  afterAll(() => world.close());

  it.each([
    ['recorded', tally],
    ['occurred', tally],
    ['recorded', household],
    ['occurred', household],
  ] as const)('is what a filter over the log gives: %s, %#', async (axis, projection) => {
    const { catalogue } = options(projection);
    const all = await world.records();
    const times = all.map(({ envelope }) => envelope[`${axis}At`]).sort();
    const instants: Timestamp[] = [0.1, 0.5, 0.9].map(
      (part) => times[Math.floor(times.length * part)] ?? '',
    );
    const hashes = new Set<string>();
    for (const at of ['2000-01-01T00:00:00.000Z', ...instants, '2100-01-01T00:00:00.000Z']) {
      const known = all.filter(({ envelope }) => envelope[`${axis}At`] <= at);
      const expected = foldInMemory(projection, projectedEvents(projection, catalogue, known));
      const found = await foldAsOf(options(projection, { at, axis }), async (client, { table }) => {
        const { rows } = await client.query<{ tenant_id: string; key: string; state: unknown }>(
          `select tenant_id, key, shown, state from ${table} order by key`,
        );
        return { rows, hash: await tableHash(client, { projection, table }) };
      });
      hashes.add(found.hash.hash);
      const plain = expected.map(({ tenant_id, key, shown, state }) => ({
        tenant_id,
        key,
        shown,
        state,
      }));
      expect(found.rows).toEqual(plain.sort((a, b) => (a.key < b.key ? -1 : 1)));
      expect(found.hash.rows).toBe(expected.filter(({ shown }) => shown).length);
    }
    expect(hashes.size).toBe(5);
    expect(await tablesLeft()).toEqual([]);
  });

  it('24: reads what an older version of a schema wrote as the live one does', async () => {
    const generation = await world.prepare({ ...tally, name: 'tallies_live' });
    await world.caughtUp(await world.start(generation));
    const live = await world.hash(generation);
    await world.stopAll();
    expect(live.rows).toBeGreaterThan(0);
    const read = (client: Parameters<typeof tableHash>[0], made: Generation) =>
      tableHash(client, made);
    expect(await foldAsOf(options(tally), read)).toEqual(live);
  });

  it.each([
    ['some fields', ['points'], ['points']],
    ['no field', [], []],
    ['all fields', 'all', ['by', 'points']],
  ] as const)(
    'shows a fold that declares %s the same data as the live one',
    async (_, fields, seen) => {
      const projection: Projection = {
        ...tally,
        name: `seen_${fields.length}`,
        events: [reading(tallyEvents.PointsGiven, fields), reading(tallyEvents.PointsCleared, [])],
        columns: { fields: 'text[]', actor: 'text', origin: 'text' },
        indexes: [],
        initialState: { fields: [] },
        fold: (state, { event, envelope }) => {
          const { fields: before } = state as { fields: string[] };
          const names = [...new Set([...before, ...Object.keys(event.data as object)])].sort();
          return { fields: names, actor: event.actor.id, origin: envelope.origin };
        },
        row: (state) => ({ ...(state as object) }),
      };
      const generation = await world.prepare(projection);
      await world.caughtUp(await world.start(generation));
      const live = await world.hash(generation);
      await world.stopAll();
      const bulk = await foldAsOf(options(projection), async (client, made) => {
        const { rows } = await client.query<{ fields: string[]; actor: string }>(
          `select fields, actor from ${made.table} where key = 't-1'`,
        );
        return { rows, hash: await tableHash(client, made) };
      });
      expect(bulk.hash).toEqual(live);
      expect(bulk.rows).toEqual([{ fields: seen, actor: 'undeclared' }]);
    },
  );

  it('reads a journal under the names and offsets of the logs that it holds', async () => {
    await runMigrations({
      connection: world.service.owner,
      schema: world.service.schema,
      migrations: [journalMigration()],
    });
    const journal = pgJournal({ pool: world.service.writer });
    const all = await world.records();
    for (let partition = 0; partition < partitionCount; partition += 1) {
      const records = all.filter(({ position }) => position.partition === partition);
      if (records.length === 0) continue;
      await pgTransactions(world.service.writer).run((tx) => journal.copy(records, tx));
    }
    // The actor is read, too, and every event has a row of its own, by where its owner recorded it.
    const projection = {
      ...tally,
      log: 'journal',
      readsActor: true,
      columns: { source: 'text', actor: 'text', data: 'jsonb' },
      indexes: [],
      key: ({ source }) => formatPosition(source),
      fold: (_, { event, source }) => {
        return { source: source.log, actor: event.actor.id, data: event.data };
      },
      row: (state) => state,
    } as Projection<unknown> as Projection;
    const expected = foldInMemory(projection, projectedEvents(projection, tallyCatalogue, all));
    const found = await foldAsOf(
      options(projection, { log: journal }),
      async (client, { table }) => {
        const { rows } = await client.query<{ key: string }>(
          `select tenant_id, key, shown, source, actor, data from ${table} order by key collate "C"`,
        );
        return rows;
      },
    );
    await journal.close();
    const plain = expected.map(({ state, ...row }) => row).sort((a, b) => (a.key < b.key ? -1 : 1));
    expect(found).toEqual(plain);
    expect(found.length).toBeGreaterThan(50);
  });

  it('leaves no table behind when it cannot be read, or its server drops the connection', async () => {
    const broken = foldAsOf(options(household), async (client) => {
      await client.query('begin');
      await client.query('select nonsense');
    });
    await expect(broken).rejects.toThrow('nonsense');
    const thrown = foldAsOf(options(tally), async () => {
      expect(await tablesLeft()).not.toEqual([]);
      throw new Error('read failed');
    });
    await expect(thrown).rejects.toThrow('read failed');
    const lost = foldAsOf(options(tally), async (client) => {
      await world.endSessions("application_name = 'redress intake owner'");
      await client.query('select 1');
    });
    await expect(lost).rejects.toThrow();
    expect(await tablesLeft()).toEqual([]);
  });

  it('has the tables of a killed process swept by the next one, and those in use left alone', async () => {
    const abandoned = `asof_${'0'.repeat(32)}`;
    await world.asOwner((owner) => owner.query(`create table ${abandoned} (key text)`));
    const sweep = () => world.prepare({ ...tally, name: 'tallies_live' });
    await foldAsOf(options(tally), async (client, { table }) => {
      await sweep();
      expect(await tablesLeft()).toContainEqual({ relname: table });
      await client.query(`select from ${table}`);
    });
    expect(await tablesLeft()).toEqual([]);
  });

  it('is of one tenant where that is said', async () => {
    await world.give({ tenantId: 'two', id: 't-1', type: 'PointsGiven', data: { tens: 4 } });
    const tenants = await foldAsOf(
      options(tally, { tenantId: 'two' }),
      async (client, { table }) => {
        const { rows } = await client.query(`select tenant_id, key, total::int from ${table}`);
        return rows;
      },
    );
    expect(tenants).toEqual([{ tenant_id: 'two', key: 't-1', total: 40 }]);
  });
});
