import { redressCatalogue } from '@redress/contracts';
import {
  eventLogMigration,
  type LogRecord,
  type NewEvent,
  partitionCount,
  type PgEventLog,
  pgEventLog,
} from '@redress/event-log';
import { systemActor, type Uuid } from '@redress/kernel';
import { runMigrations, type ServiceDatabase } from '@redress/postgres';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { Client } from 'pg';
import { fillLogs, type LogOwners } from './fill-logs.js';
import { historyLogs } from './history-row.js';

const size = { seed: 5, customers: 400, events: 5_000 };

let database: TestDatabase;
let service: ServiceDatabase;
let owners: LogOwners;
let logs: Record<(typeof historyLogs)[number], PgEventLog>;

beforeAll(async () => {
  database = await testDatabase('intake');
  service = database.open('intake');
  await runMigrations({
    connection: service.owner,
    schema: service.schema,
    migrations: historyLogs.map((log) => eventLogMigration({ logs: [log] })),
  });
  owners = { intake: service.owner, conduct: service.owner };
  logs = {
    intake: pgEventLog({ pool: service.writer, log: 'intake' }),
    conduct: pgEventLog({ pool: service.writer, log: 'conduct' }),
  };
});

afterAll(async () => {
  await Promise.all([logs.intake.close(), logs.conduct.close()]);
  await database.drop();
});

async function recordsOf(log: PgEventLog): Promise<LogRecord[][]> {
  const partitions = Array.from({ length: partitionCount }, (_, partition) => partition);
  return Promise.all(partitions.map((partition) => log.readPartition(partition, -1, 5_000)));
}

async function indexesOf(table: string): Promise<string[]> {
  const owner = new Client(service.owner);
  await owner.connect();
  const { rows } = await owner.query<{ definition: string }>(
    `select pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = $1::regclass and indisvalid order by 1`,
    [table],
  );
  await owner.end();
  return rows.map(({ definition }) => definition);
}

/** What of a record is not as if a command had written it. */
function problemsOf(log: string, { envelope, data, orderingKey, sealed }: LogRecord): string[] {
  const { stream, type, schemaVersion } = envelope;
  const at = { log, category: stream.category, type, schemaVersion };
  const decoded = redressCatalogue.decode(at, data);
  const texts = JSON.stringify(data).match(/"sealed":"([^"]+)"/)?.[1];
  return [
    ...(decoded.ok ? [] : [`${decoded.problem}: ${decoded.detail}`]),
    ...(orderingKey.startsWith('demo/') ? [] : [`ordered by ${orderingKey}`]),
    ...(sealed[0]?.subject === texts ? [] : [`${type} seals ${sealed[0]?.subject}, not ${texts}`]),
    ...sealed.filter(({ ciphertext }) => ciphertext.length !== 60).map(() => 'odd ciphertext'),
    ...(envelope.origin === 'IMPORT' && envelope.actor.id === 'bench' ? [] : ['odd circumstances']),
  ];
}

function newEvent(id: Uuid): NewEvent {
  return {
    ...{ id, type: 'CustomerRegistered', schemaVersion: 1, correlationId: id, sealed: [] },
    occurredAt: '2026-01-01T00:00:00.000Z',
    actor: systemActor('spec'),
    origin: 'LIVE',
    data: { partyType: 'PERSON' },
  };
}

describe('fillLogs', () => {
  it('fills logs that the event log reads as its own', async () => {
    const before = await Promise.all([indexesOf('intake_events'), indexesOf('intake_streams')]);
    const seen: number[] = [];
    const progress = { events: (count: number) => seen.push(count), stop: () => undefined };

    const filled = await fillLogs(owners, size, progress);

    expect(filled.events).toBe(size.events);
    expect(filled.streams).toBeGreaterThan(size.customers);
    expect(seen.at(-1)).toBe(size.events);
    const after = await Promise.all([indexesOf('intake_events'), indexesOf('intake_streams')]);
    expect(after).toEqual(before);

    let read = 0;
    for (const log of historyLogs) {
      for (const records of await recordsOf(logs[log])) {
        read += records.length;
        expect(records.map(({ position }) => position.offset)).toEqual(records.map((_, at) => at));
        expect(records.flatMap((record) => problemsOf(log, record))).toEqual([]);
      }
    }
    expect(read).toBe(size.events);
  });

  it('leaves logs to which commands can be appended', async () => {
    const [first] = (await recordsOf(logs.intake)).flat();
    if (!first) throw new Error('nothing was filled');
    const { stream } = first.envelope;
    const records = await logs.intake.readStream(stream);
    const id = '018f0000-0000-8000-8000-00000000000a';
    const fresh = { ...stream, id };
    const results = await logs.intake.append([
      {
        ...{ stream, orderingKey: first.orderingKey, expectedVersion: records.length },
        events: [newEvent(id)],
      },
      { stream: fresh, orderingKey: `demo/${id}`, expectedVersion: 0, events: [newEvent(id)] },
    ]);
    expect(results.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(await logs.intake.readStream(stream)).toHaveLength(records.length + 1);
    expect(await logs.intake.readStream(fresh)).toHaveLength(1);
  });

  it('refuses a log that is not empty, and changes nothing', async () => {
    await expect(fillLogs(owners, size)).rejects.toThrow('the log intake is not empty');
    expect(await indexesOf('intake_events')).toHaveLength(2);
    expect((await recordsOf(logs.conduct)).flat().length).toBeGreaterThan(0);
  });
});
