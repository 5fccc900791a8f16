import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { withTransaction } from '@redress/postgres';
import { spawnTypeScript } from '@redress/testing';
import { type PgLogFixture, type PgLogSuite, pgLogSuite } from '../test/pg-log-fixture.js';
import { command, orderingKeyOf, sleep } from '../test/log-fixture.js';
import { findGaps } from '../test/find-gaps.js';
import { expectDense } from '../test/order-contract.js';
import { partitionOf } from './partition.js';
import { pgTx } from './pg-transactions.js';

const pausedWriter = fileURLToPath(new URL('../test/paused-writer.main.ts', testFileUrl()));

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

describe('item 1: writers that are killed between insert and commit', () => {
  it('item 1: a terminated backend leaves no event, no gap and no lock', async () => {
    const { log, other, transactions } = fixture;
    const orderingKey = orderingKeyOf(1, partitionOf);
    const killed = transactions.run(async (tx) => {
      await log.append([command({ orderingKey }), command({ orderingKey })], tx);
      await pgTx(tx).client.query('select pg_terminate_backend(pg_backend_pid())');
    });
    await expect(killed).rejects.toThrow(/terminat/);
    const [result] = await other.append([command({ orderingKey })]);
    expect(result).toMatchObject({ status: 'ok', position: { partition: 1, offset: 0 } });
    expect(await expectDense(log)).toBe(1);
  });

  it('item 1: a killed process leaves no event, no gap and no lock', async () => {
    const { log } = fixture;
    const orderingKey = orderingKeyOf(2, partitionOf);
    const plain = { ...command({ orderingKey }), events: [{ ...eventWithoutBytes() }] };
    const writer = spawnTypeScript(pausedWriter, {
      args: [JSON.stringify(suite.database.connection('intake')), JSON.stringify([plain])],
    });
    if (!writer.stdout) throw new Error('stdout of the writer is a pipe');
    for await (const line of createInterface(writer.stdout)) {
      expect(JSON.parse(line)).toMatchObject([{ status: 'ok', position: { offset: 0 } }]);
      break;
    }
    expect(await log.readPartition(2, -1, 10)).toEqual([]);
    const waiting = log.append([command({ orderingKey })]);
    await sleep(50);
    const ended = once(writer, 'exit');
    writer.kill('SIGKILL');
    await ended;
    expect(await waiting).toMatchObject([{ status: 'ok', position: { partition: 2, offset: 0 } }]);
    expect(await expectDense(log)).toBe(1);
  });

  it('item 1: the gap test has teeth: a sequence read by position loses events', async () => {
    await suite.asOwner('create table naive (at bigserial primary key, id uuid not null)');
    const { writer } = suite.service;
    const findings = await findGaps(
      {
        partitions: [0],
        async write(_writer, _round, pauseMs, undo) {
          const id = randomUUID();
          await withTransaction(writer, async (client) => {
            await client.query('insert into naive (id) values ($1)', [id]);
            await sleep(pauseMs);
            if (undo) throw new Error('undone');
          }).catch((error: Error) => {
            if (error.message !== 'undone') throw error;
          });
          return [id];
        },
        async readAfter(_partition, after) {
          const { rows } = await writer.query<{ at: string; id: string }>(
            'select at, id from naive where at > $1 order by at',
            [after],
          );
          return rows.map(({ at, id }) => ({ at: Number(at), id }));
        },
      },
      { writers: 8, rounds: 20 },
    );
    expect(findings.missed).toBeGreaterThan(0);
  });
});

it('item 2: an unrelated open write transaction hides nothing', async () => {
  const { log, other } = fixture;
  await suite.asOwner('create table unrelated (n integer)');
  await withTransaction(suite.service.writer, async (client) => {
    await client.query('insert into unrelated values (1)');
    const append = command();
    const [result] = await log.append([append]);
    if (result?.status !== 'ok') throw new Error(`not written: ${result?.status}`);
    expect(await other.readPartition(result.position.partition, -1, 10)).toHaveLength(1);
    expect(await other.readStream(append.stream)).toHaveLength(1);
  });
});

it('item 3: a transaction that took its number early does not put its event first', async () => {
  const { log, other, transactions } = fixture;
  const id = randomUUID();
  await transactions.run(async (early) => {
    await pgTx(early).client.query('select pg_current_xact_id()');
    await other.append([command({ id })]);
    await log.append([command({ id, expectedVersion: 1 })], early);
  });
  const records = await log.readPartition(partitionOf(`demo/${id}`), -1, 10);
  expect(records.map(({ envelope }) => envelope.version)).toEqual([1, 2]);
});

it('item 4: offsets are dense after 10,000 commands were rolled back', async () => {
  const { log, transactions } = fixture;
  let kept = 0;
  const writers = [0, 1, 2, 3].map(async (writer) => {
    // Writers keep to partitions of their own: what one keeps locked, another must not ask for.
    const orderingKeys = [0, 1, 2, 3].map((nth) => orderingKeyOf(writer * 4 + nth, partitionOf));
    for (let round = 0; round < 25; round += 1) {
      await transactions.run(async (tx) => {
        const { client } = pgTx(tx);
        for (let nth = 0; nth < 26; nth += 1) {
          // A savepoint is undone like a transaction: rows, heads, offsets and locks.
          await client.query('savepoint attempt');
          const commands = orderingKeys.map((orderingKey) => command({ orderingKey }));
          const results = await log.append(commands, tx);
          expect(results.filter(({ status }) => status === 'ok')).toHaveLength(4);
          if (nth === (round * 7) % 26) kept += commands.length;
          else await client.query('rollback to savepoint attempt');
        }
      });
    }
  });
  await Promise.all(writers);
  expect(kept).toBe(4 * 25 * 4);
  expect(await expectDense(log)).toBe(kept);
}, 60_000);

function eventWithoutBytes() {
  const [event] = command().events;
  if (!event) throw new Error('a command has an event');
  return { ...event, sealed: [] };
}

/** Jest runs this file as CommonJS, the build never does. */
function testFileUrl(): string {
  return `file://${__filename}`;
}
