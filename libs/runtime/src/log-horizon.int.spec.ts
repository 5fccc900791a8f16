import { setTimeout as sleep } from 'node:timers/promises';
import { lockName } from '@redress/postgres';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { Pool } from 'pg';
import { horizonOf } from './log-horizon.js';
import { passedAppends } from './service-bus.js';

const databases: TestDatabase[] = [];
const pools: Pool[] = [];

async function place(service: string) {
  const database = await testDatabase();
  databases.push(database);
  const pool = new Pool(database.admin);
  pools.push(pool);
  return { service, log: service, pool };
}

/** Takes the lock that an append to partition 7 takes; answers the clock of the database at its end. */
async function appending({ service, log, pool }: Awaited<ReturnType<typeof place>>) {
  const appender = await pool.connect();
  const lock = [lockName('append', service, log, 7)];
  await appender.query('begin');
  await appender.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', lock);
  return {
    async commit(): Promise<number> {
      const { rows } = await appender.query<{ now: Date }>('select clock_timestamp() as now');
      await appender.query('commit');
      appender.release();
      return rows[0]?.now.getTime() ?? 0;
    },
  };
}

afterAll(async () => {
  for (const pool of pools) await pool.end();
  for (const database of databases) await database.drop();
});

describe('the horizon of logs in several databases', () => {
  it('waits for an append that has begun in any of them, and lies before it', async () => {
    const [intake, triage] = [await place('intake'), await place('triage')];
    const append = await appending(triage);
    let horizon: string | undefined;
    const asking = horizonOf([intake, triage]).then((instant) => {
      horizon = instant;
    });
    await sleep(300);
    expect(horizon).toBeUndefined();
    const committedAt = await append.commit();
    await asking;
    expect(Date.parse(horizon ?? '')).toBeLessThan(committedAt);
  });

  it('is known to a command only while nobody appends, however long that takes', async () => {
    const [intake, triage] = [await place('intake'), await place('triage')];
    const heard = async () => Date.parse(await passedAppends([intake, triage], 'command'));
    const append = await appending(triage);
    expect(await heard()).toBe(0);
    const committedAt = await append.commit();
    expect(await heard()).toBeGreaterThanOrEqual(committedAt - 1);
  });

  it('is told to a command by the clock of the database, whatever that of the process says', async () => {
    const intake = await place('intake');
    const anHourAhead = Date.now() + 3_600_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(anHourAhead);
    const heard = await passedAppends([intake], 'command').finally(() => clock.mockRestore());
    expect(Date.parse(heard)).toBeLessThan(anHourAhead - 1_800_000);
  });

  it('refuses to tell of nothing', async () => {
    await expect(horizonOf([])).rejects.toThrow('no log');
  });
});
