import { randomUUID } from 'node:crypto';
import {
  busMigration,
  PgBus,
  PgCheckpointStore,
  PgParkingLot,
  type RunningConsumer,
} from '@redress/bus';
import {
  eventLogMigration,
  type PgEventLog,
  pgEventLog,
  pgTransactions,
  type Transactions,
} from '@redress/event-log';
import { systemActor } from '@redress/kernel';
import {
  runMigrations,
  type ServiceDatabase,
  withTenant,
  withTransaction,
} from '@redress/postgres';
import { type TestDatabase, testDatabase } from '@redress/testing';
import fc from 'fast-check';
import { tallyCatalogue, tallyProjection } from '../test/tally-projection.js';
import { foldBatch } from './fold-batch.js';
import {
  type ProjectedEvent,
  type Projection,
  projectionMigration,
  startProjection,
  tableHash,
} from './index.js';
import { tableOf } from './projection-tables.sql.js';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

interface ShownRow {
  readonly tenant_id: string;
  readonly key: string;
  readonly total: number;
  readonly gifts: number;
}

describe('startProjection', () => {
  let database: TestDatabase;
  let service: ServiceDatabase;
  let log: PgEventLog;
  let version = 0;
  const versions = new Map<string, number>();
  const running: RunningConsumer[] = [];

  /** The tally projection as another version: with a table and a group of its own. */
  async function fresh(more: Partial<Projection> = {}): Promise<Projection> {
    version += 1;
    const projection: Projection = { ...(tallyProjection as Projection), version, ...more };
    await runMigrations({
      connection: service.owner,
      schema: service.schema,
      migrations: [projectionMigration('intake', projection)],
    });
    return projection;
  }

  async function start(
    projection: Projection,
    maxBatch = 500,
    transactions: Transactions = pgTransactions(service.writer),
  ): Promise<RunningConsumer> {
    const pool = service.writer;
    const consumer = await startProjection({
      service: 'intake',
      projection,
      subscription: new PgBus({ pool, sources: { intake: log } }),
      checkpoints: new PgCheckpointStore(pool),
      parking: new PgParkingLot(pool),
      transactions,
      catalogue: tallyCatalogue,
      limits: { maxBatch, maxWaitMs: 50, retry: { minMs: 5, maxMs: 20 } },
    });
    running.push(consumer);
    return consumer;
  }

  async function give(tenantId: string, id: string, points: number): Promise<void> {
    const name = `${tenantId}/${id}`;
    const expectedVersion = versions.get(name) ?? 0;
    versions.set(name, expectedVersion + 1);
    const [result] = await log.append([
      {
        stream: { tenantId, category: 'tally', id },
        orderingKey: name,
        expectedVersion,
        events: [
          {
            id: randomUUID(),
            type: points === 0 ? 'PointsCleared' : points === 1 ? 'TallyRenamed' : 'PointsGiven',
            schemaVersion: 1,
            occurredAt: '2026-03-01T23:30:00.000Z',
            actor: systemActor('suite'),
            origin: 'LIVE',
            correlationId: randomUUID(),
            data: points > 1 ? { points } : {},
            sealed: [],
          },
        ],
      },
    ]);
    if (result?.status !== 'ok') throw new Error(result?.status);
  }

  async function caughtUp(consumer: RunningConsumer): Promise<void> {
    const deadline = performance.now() + 15_000;
    while ((await consumer.lag()).some(({ records }) => records > 0)) {
      if (performance.now() > deadline) throw new Error('the projection does not catch up');
      await pause(10);
    }
  }

  /** What a fold in memory makes of the whole log. */
  async function expected(projection: Projection): Promise<ShownRow[]> {
    const wanted = new Set(projection.events.map(({ type }) => type));
    const rows: ShownRow[] = [];
    for (let partition = 0; partition < 16; partition += 1) {
      const records = await log.readPartition(partition, -1, 5_000);
      const events = records
        .filter(({ envelope }) => wanted.has(envelope.type))
        .map(({ envelope, data, position }): ProjectedEvent => {
          const { type, occurredAt, actor } = envelope;
          return { event: { type, occurredAt, actor, data }, envelope, source: position };
        });
      for (const { tenant_id, key, shown, total, gifts } of foldBatch(
        projection,
        events,
        () => undefined,
      )) {
        if (shown) rows.push({ tenant_id, key, total: Number(total), gifts: Number(gifts) });
      }
    }
    return rows.sort(byName);
  }

  async function shown(projection: Projection): Promise<ShownRow[]> {
    const { rows } = await service.writer.query<ShownRow & { total: string }>(
      `select tenant_id, key, total, gifts from ${tableOf(projection)} where shown`,
    );
    return rows.map((row) => ({ ...row, total: Number(row.total) })).sort(byName);
  }

  beforeAll(async () => {
    database = await testDatabase('intake');
    service = database.open('intake');
    const migrations = [eventLogMigration({ logs: ['intake'] }), busMigration()];
    await runMigrations({ connection: service.owner, schema: service.schema, migrations });
    log = pgEventLog({ pool: service.writer, log: 'intake' });
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((consumer) => consumer.stop({ drainMs: 1_000 })));
  });
  afterAll(async () => {
    await log.close();
    await database.drop();
  });

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
          await tableHash(service.writer, live),
          await tableHash(service.writer, again),
        ];
        expect(a).toEqual(b);
        hashes.add(a.hash);
      }),
      { numRuns: 5, endOnFailure: true },
    );
    expect(hashes.size).toBeGreaterThan(1);
    expect((await tableHash(service.writer, live)).rows).toBe((await shown(live)).length);
  }, 60_000);

  it('does nothing twice when transactions are rolled back at the last moment', async () => {
    for (let n = 0; n < 40; n += 1) await give('one', `crash-${n % 4}`, 2 + (n % 5));
    const projection = await fresh();
    const real = pgTransactions(service.writer);
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
    await caughtUp(await start(projection, 4, crashing));
    expect(crashes).toBeGreaterThan(10);
    expect(await shown(projection)).toEqual(await expected(projection));
  });

  it('shows a reader the rows of its tenant, by the catalogue and in fact', async () => {
    await give('one', 'mine', 5);
    await give('two', 'theirs', 7);
    const projection = await fresh();
    await caughtUp(await start(projection));
    const { rows: tables } = await service.writer.query(
      `select relrowsecurity, relforcerowsecurity from pg_class where relname = $1`,
      [tableOf(projection)],
    );
    expect(tables).toEqual([{ relrowsecurity: true, relforcerowsecurity: true }]);
    const { rows: policies } = await service.writer.query<{ roles: string; qual: string }>(
      `select roles::text, qual from pg_policies where tablename = $1 order by policyname`,
      [tableOf(projection)],
    );
    expect(policies.map(({ roles }) => roles)).toEqual([
      '{intake_owner,intake_writer}',
      '{intake_reader}',
    ]);
    expect(policies[1]?.qual).toContain(
      "NULLIF(current_setting('app.tenant'::text, true), ''::text)",
    );
    const { rows: views } = await service.writer.query(
      `select reloptions::text from pg_class where relname = 'tallies'`,
    );
    expect(views).toEqual([{ reloptions: '{security_invoker=true}' }]);
    const seen = await withTenant(service.reader, 'one', async (client) => {
      const { rows } = await client.query<{ tenant_id: string }>('select * from tallies');
      return rows;
    });
    expect(new Set(seen.map(({ tenant_id }) => tenant_id))).toEqual(new Set(['one']));
    expect(Object.keys(seen[0] ?? {})).toEqual([
      'tenant_id',
      'key',
      ...Object.keys(tallyProjection.columns),
    ]);
    const { rows: withoutTenant } = await service.reader.query('select * from tallies');
    expect(withoutTenant).toEqual([]);
    await expect(service.reader.query('delete from tallies')).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('has one hash, whatever the session says about zones and dates', async () => {
    await give('one', 'dated', 5);
    const projection = await fresh();
    await caughtUp(await start(projection));
    const plain = await tableHash(service.writer, projection);
    const elsewhere = await withTransaction(service.writer, async (client) => {
      await client.query("select set_config('timezone', 'Asia/Shanghai', true)");
      await client.query("select set_config('datestyle', 'SQL, DMY', true)");
      return tableHash(client, projection);
    });
    expect(elsewhere).toEqual(plain);
    await service.writer.query(
      `update ${tableOf(projection)} set gifts = gifts + 1 where key = 'dated'`,
    );
    expect((await tableHash(service.writer, projection)).hash).not.toBe(plain.hash);
  });

  it('parks a key whose events lie in two partitions instead of losing an update', async () => {
    for (let n = 0; n < 8; n += 1) await give('one', `spread-${n}`, 5);
    const projection = await fresh({ key: () => 'all of them' });
    const consumer = await start(projection);
    await caughtUp(consumer);
    const parked = await consumer.parked();
    expect(parked.length).toBeGreaterThan(0);
    expect(parked[0]?.first?.errorCode).toBe('KEY_SPANS_PARTITIONS');
  });
});

function byName(a: ShownRow, b: ShownRow): number {
  return `${a.tenant_id} ${a.key}` < `${b.tenant_id} ${b.key}` ? -1 : 1;
}
