import { setTimeout as sleep } from 'node:timers/promises';
import { lockName } from '@redress/postgres';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { Pool } from 'pg';
import { horizonOf } from './log-horizon.js';

const databases: TestDatabase[] = [];
const pools: Pool[] = [];

async function place(service: string) {
  const database = await testDatabase();
  databases.push(database);
  const pool = new Pool(database.admin);
  pools.push(pool);
  return { service, log: service, pool };
}

afterAll(async () => {
  for (const pool of pools) await pool.end();
  for (const database of databases) await database.drop();
});

describe('the horizon of logs in several databases', () => {
  it('waits for an append that has begun in any of them, and lies before it', async () => {
    const [intake, triage] = [await place('intake'), await place('triage')];
    const appender = await triage.pool.connect();
    const lock = [lockName('append', 'triage', 'triage', 7)];
    await appender.query('begin');
    await appender.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', lock);
    let horizon: string | undefined;
    const asking = horizonOf([intake, triage]).then((instant) => {
      horizon = instant;
    });
    await sleep(300);
    expect(horizon).toBeUndefined();
    const { rows } = await appender.query<{ now: Date }>('select clock_timestamp() as now');
    await appender.query('commit');
    appender.release();
    await asking;
    expect(Date.parse(horizon ?? '')).toBeLessThan(rows[0]?.now.getTime() ?? 0);
  });

  it('refuses to tell of nothing', async () => {
    await expect(horizonOf([])).rejects.toThrow('no log');
  });
});
