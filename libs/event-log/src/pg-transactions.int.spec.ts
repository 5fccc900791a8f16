import type { PoolClient } from 'pg';
import { type PgLogSuite, pgLogSuite } from '../test/pg-log-fixture.js';
import { pgTransactions, pgTx } from './pg-transactions.js';

let suite: PgLogSuite;

beforeAll(async () => {
  suite = await pgLogSuite();
  await suite.asOwner('create table note (text text not null)');
});
afterEach(() => suite.asOwner('truncate note'));
afterAll(() => suite.close());

const insert = 'insert into note values ($1)';

async function notes(): Promise<string[]> {
  const { rows } = await suite.service.writer.query<{ text: string }>('select text from note');
  return rows.map(({ text }) => text);
}

describe('a transaction that several callers share', () => {
  it('sends one statement at a time, in the order they were asked for', async () => {
    let rests = 0;
    // The connection says `drain` when nothing else waits on it: once, had all been sent together.
    const atRest = () => {
      rests += 1;
    };
    const watch = (client: PoolClient) => client.on('drain', atRest);
    suite.service.writer.on('acquire', watch);
    await pgTransactions(suite.service.writer).run(async (tx) => {
      rests = 0;
      const texts = ['a', 'b', 'c', 'd'];
      await Promise.all(texts.map((text) => pgTx(tx).client.query(insert, [text])));
      expect(rests).toBe(4);
    });
    suite.service.writer.off('acquire', watch);
    expect(await notes()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets nothing that still waits slip in behind the rollback', async () => {
    const waiting: Promise<unknown>[] = [];
    const failed = pgTransactions(suite.service.writer).run(async (tx) => {
      const { client } = pgTx(tx);
      const divided = client.query('select 1 / 0');
      waiting.push(client.query(insert, ['late']), client.query(insert, ['later']));
      await divided;
    });
    const outcomes = Promise.allSettled([failed, ...waiting]);
    await expect(failed).rejects.toMatchObject({ code: '22012' });
    expect((await outcomes).map(({ status }) => status)).not.toContain('fulfilled');
    expect(await notes()).toEqual([]);
  });

  it('refuses a statement after its end, which would run outside of it', async () => {
    let kept: (() => Promise<unknown>) | undefined;
    await pgTransactions(suite.service.writer).run(async (tx) => {
      kept = () => pgTx(tx).client.query(insert, ['stray']);
    });
    await expect(kept?.()).rejects.toThrow('the transaction has ended');
    expect(await notes()).toEqual([]);
  });
});
