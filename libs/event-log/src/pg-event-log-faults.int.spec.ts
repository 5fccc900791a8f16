import { randomUUID } from 'node:crypto';
import { withTransaction } from '@redress/postgres';
import { type PgLogFixture, type PgLogSuite, pgLogSuite } from '../test/pg-log-fixture.js';
import { command, event, idempotency, orderingKeyOf, sleep } from '../test/log-fixture.js';
import { expectDense } from '../test/order-contract.js';
import { partitionOf } from './partition.js';
import { expireCommands, pgEventLog } from './pg-event-log.adapter.js';

let suite: PgLogSuite;
let fixture: PgLogFixture;
beforeAll(async () => {
  suite = await pgLogSuite();
});
afterAll(() => suite.close());
beforeEach(async () => {
  fixture = await suite.emptyLog();
});
afterEach(() => fixture.close());

it('a command that PostgreSQL refuses rejects alone, not with its batch', async () => {
  const { log } = fixture;
  const bad = command({ events: [{ ...event(), id: 'not a uuid' }] });
  const calls = [command(), bad, command(), command()].map((each) => log.append([each]));
  const settled = await Promise.allSettled(calls);
  expect(settled.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(await expectDense(log)).toBe(3);
});

it('a lost connection rejects, and the next append finds another one', async () => {
  const { log, transactions } = fixture;
  const orderingKey = orderingKeyOf(3, partitionOf);
  let lost: Promise<unknown> = Promise.resolve();
  await transactions.run(async (tx) => {
    await log.append([command({ orderingKey })], tx);
    // Waits for the partition, so that it can be killed in the middle.
    lost = expect(log.append([command({ orderingKey })])).rejects.toThrow(/terminat/);
    await sleep(50);
    expect(await suite.endSessions("wait_event_type = 'Lock'")).toBe(1);
    await lost;
  });
  expect((await log.append([command({ orderingKey })]))[0]).toMatchObject({
    status: 'ok',
    position: { offset: 1 },
  });
});

it('an old snapshot is refused: it could not see the last offset', async () => {
  const { log } = fixture;
  const run = withTransaction(
    suite.service.writer,
    (client) =>
      log.append([command()], {
        adapter: 'postgres',
        client,
        afterCommit: () => undefined,
      } as Parameters<typeof log.append>[1] & object),
    { isolation: 'repeatable read' },
  );
  await expect(run).rejects.toThrow('append needs read committed');
});

it('another process is woken within a moment, and each only once for its own', async () => {
  const { log, other, problems } = fixture;
  const heard: number[] = [];
  const own: number[] = [];
  other.onAppended((partition) => heard.push(partition));
  log.onAppended((partition) => own.push(partition));
  const keys = [6, 7, 8].map((partition) => orderingKeyOf(partition, partitionOf));
  await log.append(keys.map((orderingKey) => command({ orderingKey })));
  await until(() => heard.length >= 3);
  await sleep(30);
  expect(heard.toSorted()).toEqual([6, 7, 8]);
  expect(own.toSorted()).toEqual([6, 7, 8]);
  expect(problems).toEqual([]);
});

it('listening goes on after the connection was lost, and wakes for what it may have missed', async () => {
  const { log, other, problems } = fixture;
  const heard: number[] = [];
  other.onAppended((partition) => heard.push(partition));
  expect(await suite.endSessions("query ilike 'listen%'")).toBe(2);
  // Every partition: nobody knows what was missed.
  await until(() => new Set(heard).size === 16);
  heard.length = 0;
  await log.append([command({ orderingKey: orderingKeyOf(2, partitionOf) })]);
  await until(() => heard.includes(2));
  expect(problems).toHaveLength(2);
});

it('a listener that throws stops nobody', async () => {
  const { log, problems } = fixture;
  const told: number[] = [];
  log.onAppended(() => {
    throw new Error('bad listener');
  });
  log.onAppended((partition) => told.push(partition));
  const [result] = await log.append([command({ orderingKey: orderingKeyOf(1, partitionOf) })]);
  expect(result?.status).toBe('ok');
  expect(told).toContain(1);
  expect(problems.map(({ message }) => message)).toContain('bad listener');
});

it('log tables: the reader sees none, the writer changes none, another service sees none', async () => {
  await fixture.log.append([command({ idempotency: idempotency() })]);
  const { reader, writer } = suite.service;
  for (const table of ['intake_streams', 'intake_events', 'commands', 'reservations', 'timers']) {
    await expect(reader.query(`select from ${table}`)).rejects.toThrow('permission denied');
  }
  const parameters = "('', '', '', '')";
  await expect(reader.query(`select intake_append${parameters}`)).rejects.toThrow(
    'permission denied',
  );
  for (const change of [
    'delete from intake_events',
    'update intake_events set version = 9',
    'truncate intake_events',
    'update intake_streams set partition = 1',
    'delete from reservations',
    'delete from commands',
    'insert into intake_streams (version, partition) values (1, 1)',
  ]) {
    await expect(writer.query(change)).rejects.toThrow('permission denied');
  }
  const neighbour = suite.database.open('triage');
  for (const pool of [neighbour.reader, neighbour.writer]) {
    await expect(pool.query('select from intake.intake_events')).rejects.toThrow(
      'permission denied',
    );
  }
});

it('two logs of one service count apart and share keys and reservations', async () => {
  const { log } = fixture;
  const conduct = pgEventLog({ pool: suite.service.writer, log: 'conduct' });
  const key = idempotency();
  const reserve = [{ kind: 'ref', key: randomUUID() }];
  await log.append([command({ idempotency: key, reserve, orderingKey: 'k' })]);
  const [first] = await conduct.append([command({ orderingKey: 'k' })]);
  expect(first).toMatchObject({ position: { log: 'conduct', offset: 0 } });
  expect((await conduct.append([command({ idempotency: key })]))[0]?.status).toBe('key-reused');
  expect(await conduct.findCommand(key)).toEqual({ status: 'key-reused' });
  expect((await conduct.append([command({ reserve })]))[0]?.status).toBe('reserved');
  await conduct.close();
});

it('idempotency keys are kept 30 days, then deleted in bounded steps', async () => {
  const { log } = fixture;
  const { writer } = suite.service;
  const keys = [idempotency(), idempotency(), idempotency()];
  await log.append(keys.map((key) => command({ idempotency: key })));
  expect(await expireCommands(writer)).toBe(0);
  const { rows } = await writer.query(
    "select count(*)::int from commands where expires_at between now() + interval '29 days' and now() + interval '31 days'",
  );
  expect(rows).toEqual([{ count: 3 }]);
  await suite.asOwner("update commands set expires_at = now() - interval '1 second'");
  expect([await expireCommands(writer, 2), await expireCommands(writer, 2)]).toEqual([2, 1]);
  expect(await log.findCommand(keys[0] ?? idempotency())).toBeUndefined();
});

it('two transactions that create one stream under two keys: the later one is in conflict', async () => {
  const { log, other, transactions } = fixture;
  const id = randomUUID();
  const [here, there] = [3, 7].map((partition) => orderingKeyOf(partition, partitionOf));
  let later: Promise<unknown> = Promise.resolve();
  await transactions.run(async (tx) => {
    await log.append([command({ id, orderingKey: here ?? '' })], tx);
    later = transactions.run(async (second) => {
      const free = command();
      const results = await other.append([command({ id, orderingKey: there ?? '' }), free], second);
      // The transaction is still good: what else it wrote is kept.
      return [...results, (await other.readStream(free.stream, { tx: second })).length];
    });
    await sleep(100);
  });
  expect(await later).toMatchObject([
    { status: 'conflict', actualVersion: 1 },
    { status: 'ok' },
    1,
  ]);
  expect(await expectDense(log)).toBe(2);
});

it('many callers and a transaction beside them: every answer is true', async () => {
  const { log, other, transactions } = fixture;
  const many = Array.from({ length: 600 }, (_, nth) => (nth % 2 ? log : other).append([command()]));
  const inside = transactions.run((tx) => log.append([command(), command()], tx));
  const results = [...(await Promise.all(many)), await inside].flat();
  const positions = results.map(
    (result) => result.status === 'ok' && JSON.stringify(result.position),
  );
  expect(new Set(positions).size).toBe(602);
  expect(await expectDense(log)).toBe(602);
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it did not happen within 5 s');
    await sleep(5);
  }
}
