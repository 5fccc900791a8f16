import { randomBytes } from 'node:crypto';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { Client } from 'pg';
import type { BenchContext, Benchmark } from '../benchmark.js';
import { contestantHere } from '../contestants/contestant-process.js';
import { runBenchmarks } from '../run-benchmarks.js';
import { filledAnalytics } from './filled-analytics.js';
import { rebuild, rebuildFullPayload } from './rebuild-benchmark.js';
import { rebuildHere } from './rebuild-task.js';
import { replayQuery } from './replay-query.js';
import { swapPause } from './swap-pause.js';
import { whatIf } from './what-if-benchmark.js';

const history = { customers: 150, events: 3_000 };

let shared: TestDatabase;
let context: BenchContext;
const databases: string[] = [];

beforeAll(async () => {
  shared = await testDatabase('intake');
  context = {
    ...{ quick: true, rounds: 1, history, rebuild: rebuildHere, isBuilt: false },
    ...{ server: { connection: shared.admin, pid: process.pid }, contestant: contestantHere },
    platform: () => Promise.reject(new Error('needs a build')),
    kafka: () => Promise.reject(new Error('has none')),
    distributed: () => Promise.reject(new Error('needs a build')),
    newDatabase() {
      const name = `redress_bench_${randomBytes(6).toString('hex')}`;
      databases.push(name);
      return name;
    },
    say: () => undefined,
  };
});

afterAll(async () => {
  const client = new Client(shared.admin);
  await client.connect();
  for (const name of databases) await client.query(`drop database if exists ${name} with (force)`);
  await client.end();
  await shared.drop();
});

async function asOwner(statement: string): Promise<void> {
  const { connection } = await filledAnalytics(context);
  const client = new Client({ ...shared.admin, ...{ database: connection.database ?? '' } });
  await client.connect();
  await client.query('set search_path to analytics');
  await client.query(statement);
  await client.end();
}

const run = (benchmark: Benchmark) => runBenchmarks([benchmark], context);

describe('the benchmarks of risk', () => {
  it('fill one journal for all of them, with a live read model', async () => {
    const world = await filledAnalytics(context);
    expect(await filledAnalytics(context)).toBe(world);
    expect(databases).toHaveLength(1);
    const client = new Client({ ...shared.admin, ...{ database: databases[0] ?? '' } });
    await client.connect();
    const { rows } = await client.query(
      `select (select count(*)::integer from analytics.journal_events) as events,
              (select count(*)::integer from analytics.customer_risk) as customers,
              (select sum(off + 1)::integer from analytics.journal_sources) as copied,
              (select count(distinct (partition, off))::integer from analytics.journal_events
               where off < 0) as holes`,
    );
    await client.end();
    expect(rows).toEqual([{ events: 3_000, customers: 150, copied: 3_000, holes: 0 }]);
  });

  it('rebuild what is live, and find it equal', async () => {
    const { results, failed } = await run(rebuild);
    expect(failed).toBe(false);
    expect(results.map(({ name }) => name)).toEqual([
      ...['rebuild-2-in-process', 'rebuild-2-in-process-memory'],
      ...['rebuild-1-in-process', 'rebuild-1-in-process-memory'],
    ]);
    for (const { value } of results) expect(value).toBeGreaterThan(0);
  });

  it('fold whole payloads', async () => {
    const { results, failed } = await run(rebuildFullPayload);
    expect(failed).toBe(false);
    expect(results[0]).toMatchObject({ name: 'rebuild-full-payload-2-in-process', n: 3_000 });
  });

  it('walk all customers by two policies', async () => {
    const { results, failed } = await run(whatIf);
    expect(failed).toBe(false);
    expect(results.map(({ name, unit }) => [name, unit])).toEqual([
      ['what-if', 'customers/s'],
      ['what-if-seconds', 's'],
    ]);
  });

  it('ask for one customer at many moments', async () => {
    const { results, failed } = await run(replayQuery);
    expect(failed).toBe(false);
    expect(results[1]).toMatchObject({ name: 'replay-query-p99', unit: 'ms' });
    expect(results[0]?.n).toBe(50);
  });

  it('find the longest gap of readers and writers', async () => {
    const { results, failed } = await run(swapPause);
    expect(failed).toBe(false);
    expect(results.map(({ name }) => name)).toEqual([
      ...['swap-pause-reader', 'swap-pause-writer-before', 'swap-pause-writer'],
      'swap-pause-rollback',
    ]);
  });

  it('fail where what is live is not what a rebuild makes', async () => {
    await asOwner(`
      do $$ declare t text; begin
        select table_name into t from projection_generations
          where name = 'customer_risk' and state = 'ACTIVE';
        execute format('update %I set orders = orders + 1 where key = (select min(key) from %1$I)', t);
      end $$`);
    const outcome = await run(rebuild);
    expect(outcome.failed).toBe(true);
    expect(outcome.results[0]?.error).toContain('not equal to live');
  });
});
