import { type ProjectionWorld, projectionWorld } from '../../test/projection-world.js';
import { tallyCatalogue, tallyProjection } from '../../test/tally-projection.js';
import {
  type Generation,
  type Projection,
  type RebuildOptions,
  type RebuildStep,
  rebuildProjection,
  verifyProjection,
} from '../index.js';

const tally = tallyProjection as Projection;

describe('the registry of generations', () => {
  let world: ProjectionWorld;
  let made = 0;

  async function prepared(): Promise<Generation> {
    made += 1;
    return world.prepare({ ...tally, name: `tallies_${made}` });
  }

  const tables = async (name: string) => {
    const { rows } = await world.service.writer.query<{ relname: string }>(
      `select relname from pg_class where relkind = 'r' and relname like $1 order by relname`,
      [`${name}\\_v%`],
    );
    return rows.map(({ relname }) => relname.slice(name.length + 1));
  };

  const states = async (name: string) => {
    const { rows } = await world.service.writer.query<{ table_name: string; state: string }>(
      'select table_name, state from projection_generations where name = $1 order by made_at',
      [name],
    );
    return rows.map(({ table_name, state }) => `${table_name.slice(name.length + 1)} ${state}`);
  };

  /** A rebuild that is killed behind the nth time of a step. */
  async function killed(
    projection: Projection,
    at: RebuildStep,
    more: Partial<RebuildOptions> & { nth?: number } = {},
  ): Promise<void> {
    let left = more.nth ?? 1;
    const onStep = (step: RebuildStep) => {
      if (step === at) left -= 1;
      if (left === 0) throw new Error('killed');
    };
    const rebuild = rebuildProjection(world.rebuildOptions(projection, { ...more, onStep }));
    await expect(rebuild).rejects.toThrow('killed');
  }

  const parts = async (table: string) => {
    const { rows } = await world.service.writer.query<{ partition: number; xmin: string }>(
      'select partition, xmin::text from projection_parts where table_name = $1 order by partition',
      [table],
    );
    return rows;
  };

  beforeAll(async () => {
    world = await projectionWorld(tallyCatalogue);
    const given = Array.from({ length: 40 }, (_, n) => {
      return { id: `t-${n}`, type: 'PointsGiven', schemaVersion: 2, data: { points: n + 2 } };
    });
    await world.give(...given, ...given);
  });
  afterEach(() => world.stopAll());
  afterAll(() => world.close());

  it.each([
    ['fields', { events: tally.events.slice(1) }],
    ['columns', { columns: { ...tally.columns, more: 'text' as const } }],
    ['indexes', { indexes: [] }],
    ['the log', { log: 'conduct' }],
    ['the actor', { readsActor: true as const }],
    ['the first state', { initialState: { total: 1, gifts: 0, lastAt: '' } }],
    ['a join', { join: { links: () => [], rows: () => new Map() } }],
  ])('refuses a declaration whose %s changed without a new version', async (_, more) => {
    const { projection } = await prepared();
    const changed: Projection = { ...projection, ...more };
    await expect(world.prepare(changed)).rejects.toMatchObject({
      name: 'ProjectionChangedError',
      code: 'PROJECTION_CHANGED',
    });
    await world.prepare(projection);
    // A new version is left to a rebuild, and one that goes back is not understood at all.
    await world.prepare({ ...changed, version: 2 });
    expect(await states(projection.name)).toEqual(['v1 ACTIVE']);
  });

  it('refuses a process that knows only an older version than the one that is shown', async () => {
    const { projection } = await prepared();
    await rebuildProjection(world.rebuildOptions({ ...projection, version: 2 }));
    await expect(world.prepare(projection)).rejects.toThrow('roll the read model back first');
  });

  it('takes over the tables of a time before it, and folds them anew', async () => {
    const name = 'tallies_old';
    await world.asOwner(async (owner) => {
      for (const statement of [
        `create table ${name}_v1 (tenant_id text, key text, partition smallint, state jsonb,
           shown boolean, total bigint, primary key (tenant_id, key))`,
        `insert into ${name}_v1 values ('one', 'nonsense', 0, '{"total": 1}', true, 1)`,
        `create view ${name} as select * from ${name}_v1`,
        `insert into checkpoints (consumer, log, partition, off)
           select 'intake.${name}_v1', 'intake', p, 1000000 from generate_series(0, 15) p`,
        `insert into parked_keys (consumer, log, partition, key)
           values ('intake.${name}_v1', 'intake', 0, 'k')`,
      ]) {
        await owner.query(statement);
      }
    });
    for (const version of [1, 2]) {
      const projection = { ...tally, name: version === 1 ? name : `${name}er`, version };
      const generation = await world.prepare(projection);
      await world.caughtUp(await world.start(generation));
      expect(await world.hash(generation)).toEqual(await world.hashInMemory(projection));
      expect(await tables(projection.name)).toEqual([`v${version}`]);
    }
    const { rows } = await world.service.writer.query(
      `select attname from pg_attribute where attrelid = '${name}'::regclass and attnum > 0`,
    );
    expect(rows).toHaveLength(2 + Object.keys(tally.columns).length);
  });

  it('has a killed rebuild resumed by the next one, behind the parts that are done', async () => {
    const { projection } = await prepared();
    await killed(projection, 'part', { nth: 2, workers: 1 });
    const shadow = `${projection.name}_v1_g2`;
    const before = await parts(shadow);
    expect(before).toHaveLength(8);
    expect(await rebuildProjection(world.rebuildOptions(projection))).toMatchObject({
      table: shadow,
    });
    const after = await parts(shadow);
    expect(after).toHaveLength(16);
    expect(after).toEqual(expect.arrayContaining(before));
    expect(await states(projection.name)).toEqual(['v1 WARM', 'v1_g2 ACTIVE']);
  });

  it.each([
    ['declaration', (projection: Projection) => ({ ...projection, version: 2 }), 'test'],
    ['code', (projection: Projection) => projection, 'other code'],
  ])('throws the shadow of another %s away', async (_, changed, code) => {
    const { projection } = await prepared();
    const { name } = projection;
    await killed(projection, 'filled');
    expect(await tables(name)).toEqual(['v1', 'v1_g2']);
    const next = changed(projection);
    await rebuildProjection(world.rebuildOptions(next, { code }));
    const table = next.version === 2 ? 'v2' : 'v1_g3';
    expect(await states(name)).toEqual(['v1 WARM', 'v1_g2 DROPPED', `${table} ACTIVE`]);
    expect(await tables(name)).toEqual(['v1', table]);
    expect(await parts(`${name}_v1_g2`)).toEqual([]);
  });

  it('leaves nothing of a verification but its certificate', async () => {
    const { projection } = await prepared();
    await verifyProjection(world.rebuildOptions(projection));
    expect(await tables(projection.name)).toEqual(['v1']);
    const { rows } = await world.service.writer.query(
      'select from checkpoints where consumer like $1',
      [`intake.${projection.name}%`],
    );
    expect(rows).toEqual([]);
  });

  it('drops given-up tables when nobody can feed them any more: a minute later', async () => {
    const { projection } = await prepared();
    const { name } = projection;
    for (let n = 0; n < 2; n += 1) await rebuildProjection(world.rebuildOptions(projection));
    await world.prepare(projection);
    expect(await tables(name)).toEqual(['v1', 'v1_g2', 'v1_g3']);
    await world.asOwner((owner) =>
      owner.query(
        `update projection_generations set changed_at = changed_at - interval '61 seconds'
         where name = '${name}'`,
      ),
    );
    await world.prepare(projection);
    expect(await tables(name)).toEqual(['v1_g2', 'v1_g3']);
    await rebuildProjection(world.rebuildOptions(projection));
    expect(await states(name)).toEqual([
      ...['v1 DROPPED', 'v1_g2 DROPPED', 'v1_g3 WARM', 'v1_g4 ACTIVE'],
    ]);
  });

  it('opens a rebuilt table to readers under row security, by the catalogue', async () => {
    const { projection } = await prepared();
    const { table } = await rebuildProjection(world.rebuildOptions(projection));
    const { rows } = await world.service.writer.query(
      `select c.relrowsecurity, c.relforcerowsecurity,
              array(select p.polname || ' ' || p.polcmd::text || ' ' || r.rolname
                    from pg_policy p cross join unnest(p.polroles) role
                    join pg_roles r on r.oid = role
                    where p.polrelid = c.oid order by 1) as policies,
              has_table_privilege('intake_reader', c.oid, 'select') as may_read,
              has_table_privilege('intake_reader', c.oid, 'insert, update, delete') as may_write,
              v.reloptions::text as view, has_table_privilege('intake_reader', v.oid, 'select') as seen
       from pg_class c, pg_class v where c.relname = $1 and v.relname = $2`,
      [table, projection.name],
    );
    expect(rows).toEqual([
      {
        relrowsecurity: true,
        relforcerowsecurity: true,
        policies: [
          'all_tenants * intake_owner',
          'all_tenants * intake_writer',
          'one_tenant r intake_reader',
        ],
        may_read: true,
        may_write: false,
        view: '{security_invoker=true}',
        seen: true,
      },
    ]);
  });
});
