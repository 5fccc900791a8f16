import { randomUUID } from 'node:crypto';
import { busMigration } from '@redress/bus';
import type { LogName } from '@redress/contracts';
import { eventLogMigration, pgEventLog } from '@redress/event-log';
import { systemActor } from '@redress/kernel';
import { runMigrations } from '@redress/postgres';
import { type TestDatabase, testDatabase } from '@redress/testing';
import type { Pool } from 'pg';
import { prepareDatabase, type PreparedDatabase } from './prepare-database.js';

/** Real: PostgreSQL, and a database as an older version of the service has left it. */

let database: TestDatabase;
const prepared: PreparedDatabase[] = [];

beforeEach(async () => {
  database = await testDatabase('triage');
});

afterEach(async () => {
  for (const each of prepared.splice(0)) await each.database.close();
  await database.drop();
});

async function prepareWith(...logs: LogName[]): Promise<Pool> {
  const blueprint = { name: 'triage', logs, consumes: [], projections: [] } as const;
  const opened = await prepareDatabase(
    { ...blueprint, views: [], migrations: [], timed: [] },
    {
      databaseOf: () => ({ admin: database.admin, ownLogin: false }),
      onConnectionLost: () => undefined,
    },
  );
  prepared.push(opened);
  return opened.database.writer;
}

/** Appends an event to a log and answers how many the log has then. */
async function recordIn(pool: Pool, name: LogName): Promise<number> {
  const log = pgEventLog({ pool, log: name });
  const id = randomUUID();
  const event = {
    ...{ id: randomUUID(), type: 'SomethingHappened', schemaVersion: 1 },
    ...({ occurredAt: '2026-03-02T09:00:00.000Z', origin: 'LIVE', correlationId: id } as const),
    ...{ actor: systemActor('spec'), data: {}, sealed: [] },
  };
  const stream = { tenantId: 'demo', category: 'spec', id };
  const [result] = await log.append([
    { stream, orderingKey: 'demo/one', expectedVersion: 0, events: [event] },
  ]);
  expect(result).toMatchObject({ status: 'ok', position: { log: name } });
  const records = await log.readPartition(
    result?.status === 'ok' ? result.position.partition : 0,
    -1,
    10,
  );
  await log.close();
  return records.length;
}

describe('a service that gets a second log', () => {
  it('finds its first one as it was, in a database that an older version has made', async () => {
    const { owner, schema, writer } = database.open('triage');
    const older = [eventLogMigration({ logs: ['triage'] }), busMigration()];
    await runMigrations({ connection: owner, schema, migrations: older });
    expect(await recordIn(writer, 'triage')).toBe(1);

    const pool = await prepareWith('triage', 'conduct');
    expect(await recordIn(pool, 'triage')).toBe(2);
    expect(await recordIn(pool, 'conduct')).toBe(1);
  });

  it('keeps both when it starts again, and in a new database has both at once', async () => {
    const pool = await prepareWith('triage', 'conduct');
    expect(await recordIn(pool, 'triage')).toBe(1);
    expect(await recordIn(pool, 'conduct')).toBe(1);
    const again = await prepareWith('triage', 'conduct');
    expect(await recordIn(again, 'conduct')).toBe(2);
  });
});
