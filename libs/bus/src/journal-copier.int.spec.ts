import { randomUUID } from 'node:crypto';
import {
  type EventLog,
  eventLogMigration,
  journalMigration,
  type LogRecord,
  type PgEventLog,
  type PgJournal,
  partitionCount,
  partitionOf,
  pgEventLog,
  pgJournal,
  pgTransactions,
  sourceOf,
  type Transactions,
} from '@redress/event-log';
import { systemActor } from '@redress/kernel';
import { runMigrations } from '@redress/postgres';
import { type TestDatabase, testDatabase } from '@redress/testing';
import type { Pool } from 'pg';
import { isBusError } from './bus.error.js';
import { busMigration } from './bus.migration.js';
import { journalCopier, startJournalCopier } from './journal-copier.js';
import { PgBus } from './pg-bus.adapter.js';
import { PgCheckpointStore } from './pg-checkpoint-store.adapter.js';
import type { RecordBatch, RunningSubscription } from './subscription.port.js';

/** Real: PostgreSQL, two logs of one service, the journal and the checkpoints of another. */
const group = 'analytics.journal';
const logs = ['triage', 'conduct'];

let database: TestDatabase;
let pool: Pool;
let triage: PgEventLog;
let conduct: PgEventLog;
let journal: PgJournal;
let transactions: Transactions;
let checkpoints: PgCheckpointStore;
const running: RunningSubscription[] = [];

beforeEach(async () => {
  database = await testDatabase('triage', 'analytics');
  const [source, target] = [database.open('triage'), database.open('analytics', 20)];
  await runMigrations({
    connection: source.owner,
    schema: source.schema,
    migrations: [eventLogMigration({ logs })],
  });
  await runMigrations({
    connection: target.owner,
    schema: target.schema,
    migrations: [journalMigration(), busMigration()],
  });
  pool = target.writer;
  triage = pgEventLog({ pool: source.writer, log: 'triage' });
  conduct = pgEventLog({ pool: source.writer, log: 'conduct' });
  journal = pgJournal({ pool });
  transactions = pgTransactions(pool);
  checkpoints = new PgCheckpointStore(pool);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop({ drainMs: 5_000 })));
  await Promise.all([triage.close(), conduct.close(), journal.close()]);
  await database.drop();
});

async function start(more: { maxBatch?: number; transactions?: Transactions } = {}) {
  const { maxBatch = 7, transactions: own = transactions } = more;
  const sources = { triage, conduct };
  const subscription = new PgBus({ pool, sources, leaseMs: 2_000, renewMs: 200 });
  const limits = { maxBatch, maxWaitMs: 20, retry: { minMs: 1, maxMs: 5 } };
  const parts = { group, logs, journal, checkpoints, transactions: own, limits };
  const copier = await startJournalCopier({ ...parts, subscription });
  running.push(copier);
  return copier;
}

/** Appends to a log as many events as asked for, each of a stream of its own. */
async function append(
  log: EventLog,
  count: number,
  orderingKey?: string,
  category = 'clock',
): Promise<void> {
  const commands = Array.from({ length: count }, () => {
    const id = randomUUID();
    return {
      stream: { tenantId: 'demo', category, id },
      orderingKey: orderingKey ?? `demo/${id}`,
      expectedVersion: 0,
      events: [
        {
          id: randomUUID(),
          type: 'NobodyKnowsThis',
          schemaVersion: 9,
          occurredAt: '2026-03-02T09:00:00.000Z',
          actor: systemActor('spec'),
          origin: 'LIVE' as const,
          correlationId: randomUUID(),
          data: { count },
          sealed: [],
        },
      ],
    };
  });
  for (const { status } of await log.append(commands)) expect(status).toBe('ok');
}

async function allOf(log: EventLog): Promise<LogRecord[]> {
  const partitions = Array.from({ length: partitionCount }, (_, partition) =>
    log.readPartition(partition, -1, 5_000),
  );
  return (await Promise.all(partitions)).flat();
}

/** What stands in the journal, as positions of the sources, in the order of the journal. */
async function copiedFrom(log: string): Promise<string[]> {
  const records = await allOf(journal);
  for (const record of records) expect(record.previous).toBe(record.position.offset - 1);
  return records
    .map(sourceOf)
    .filter((at) => at.log === log)
    .map((at) => JSON.stringify(at));
}

const positionsOf = async (log: EventLog) =>
  (await allOf(log)).map(({ position }) => JSON.stringify(position));

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function untilCaughtUp(copier: RunningSubscription): Promise<void> {
  await until(async () => (await copier.lag()).every(({ records }) => records === 0));
}

async function expectComplete(): Promise<void> {
  expect(await copiedFrom('triage')).toEqual(await positionsOf(triage));
  expect(await copiedFrom('conduct')).toEqual(await positionsOf(conduct));
}

describe('the journal copier', () => {
  it('copies all logs once and in order, also what nobody can decode, while two members share the work', async () => {
    await append(triage, 60);
    const [first] = await Promise.all([start(), start()]);
    await Promise.all([append(triage, 60), append(conduct, 60)]);
    await untilCaughtUp(first);
    await expectComplete();
  });

  it('copies once when its checkpoints are lost', async () => {
    await append(triage, 40);
    const before = await start();
    await untilCaughtUp(before);
    await before.stop({ drainMs: 5_000 });
    await pool.query('delete from checkpoints');
    await append(triage, 10);
    await untilCaughtUp(await start());
    await expectComplete();
  });

  it('goes on after failures of the database, before and after a commit', async () => {
    await append(triage, 40);
    let calls = 0;
    const flaky: Transactions = {
      async run(work) {
        calls += 1;
        const failure = Object.assign(new Error('the connection was lost'), { code: '08006' });
        if (calls % 3 === 1) throw failure;
        const result = await transactions.run(work);
        // The commit happened, and nobody hears of it.
        if (calls % 3 === 2) throw failure;
        return result;
      },
    };
    const copier = await start({ transactions: flaky });
    await until(async () => (await copiedFrom('triage')).length === 40);
    await untilCaughtUp(copier);
    await expectComplete();
  });

  it('keeps nothing of a zombie, whose successor then copies once', async () => {
    const orderingKey = 'demo/one-case';
    const partition = partitionOf(orderingKey);
    await append(triage, 5, orderingKey);
    const records = await triage.readPartition(partition, -1, 100);
    await pool.query(
      `insert into checkpoints (consumer, log, partition, off, epoch, owner)
       values ($1, 'triage', $2, -1, 2, 'successor')`,
      [group, partition],
    );
    const handler = journalCopier({ group, journal, checkpoints, transactions });
    const batch = (epoch: number): RecordBatch => ({
      log: 'triage',
      partition,
      records,
      after: -1,
      epoch,
      caughtUp: true,
      signal: new AbortController().signal,
      beat: async () => undefined,
    });

    const zombie = await handler(batch(1)).catch((error: unknown) => error);
    expect(isBusError(zombie, 'OWNERSHIP_LOST')).toBe(true);
    expect(await journal.tail()).toEqual(new Map());

    await handler(batch(2));
    expect(await copiedFrom('triage')).toEqual(await positionsOf(triage));
    // Delivered again: the checkpoint stands behind it by now.
    const again = await handler(batch(2)).catch((error: unknown) => error);
    expect(isBusError(again, 'OWNERSHIP_LOST')).toBe(true);
    expect(await copiedFrom('triage')).toHaveLength(5);
  });

  it('A20 keeps who is behind a report in the service that knows it, and copies the rest', async () => {
    await append(conduct, 3, undefined, 'report');
    await append(conduct, 1, undefined, 'incident');
    await untilCaughtUp(await start());
    const copies = await allOf(journal);
    const actorsOf = (category: string) =>
      copies
        .filter(({ envelope }) => envelope.stream.category === category)
        .map(({ envelope }) => envelope.actor.id);
    expect(actorsOf('report')).toEqual(['withheld', 'withheld', 'withheld']);
    expect(actorsOf('incident')).toEqual(['spec']);
  });
});
