import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { Client, type PoolConfig } from 'pg';
import type { BenchContext } from '../benchmark.js';
import { contestantHere, type ReadyContestantFactory } from '../contestants/contestant-process.js';
import type { Load } from '../contestants/load.js';
import { markdownOf } from '../reporting/markdown-report.js';
import { rebuildHere } from '../risk/rebuild-task.js';
import { runBenchmarks } from '../run-benchmarks.js';
import { compare } from './compare.js';
import { describeMachine } from './machine.js';
import { processTimes } from './server-cpu.js';

let shared: TestDatabase;
let context: BenchContext;
const databases: string[] = [];
const said: string[] = [];

beforeAll(async () => {
  shared = await testDatabase('intake');
  const server = { connection: shared.admin, pid: await postmasterOf(shared.admin) };
  context = {
    ...{ quick: true, rounds: 2, server, contestant: onlyRedress },
    ...{ history: { customers: 1, events: 1 }, rebuild: rebuildHere, isBuilt: false },
    platform: () => Promise.reject(new Error('needs a build')),
    kafka: () => Promise.reject(new Error('has none')),
    distributed: () => Promise.reject(new Error('needs a build')),
    newDatabase() {
      const name = `redress_bench_${randomBytes(6).toString('hex')}`;
      databases.push(name);
      return name;
    },
    say: (line) => said.push(line),
  };
});

afterAll(async () => {
  const client = new Client(shared.admin);
  await client.connect();
  for (const name of databases) await client.query(`drop database if exists ${name} with (force)`);
  await client.end();
  await shared.drop();
});

/** Peers come from the network, and a spec must not need it: here they cannot start. */
const onlyRedress: ReadyContestantFactory = async (name, options) => {
  if (name !== 'redress') throw new Error(`${name} could not be fetched`);
  return contestantHere(name, options);
};

/** Whom /proc calls the parent of our back end; any process where there is no /proc. */
async function postmasterOf(connection: PoolConfig): Promise<number> {
  const client = new Client(connection);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  try {
    return processTimes(readFileSync(`/proc/${rows[0]?.pid}/stat`, 'utf8')).parent;
  } catch {
    return process.pid;
  } finally {
    await client.end();
  }
}

async function eventsIn(database: string | undefined): Promise<number> {
  const client = new Client({ ...shared.admin, ...(database ? { database } : {}) });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(
    'select count(*)::integer as count from intake.intake_events',
  );
  await client.end();
  return rows[0]?.count ?? Number.NaN;
}

describe('a benchmark, end to end', () => {
  it('measures us, reports a peer that cannot start, and compares', async () => {
    const load: Load = { kind: 'append', commands: 40, eventsPerCommand: 3, inFlight: 8 };
    const tiny = {
      name: 'tiny',
      title: 'a few appends',
      run: (given: BenchContext) =>
        compare(given, {
          ...{ name: 'tiny', loads: { redress: load, emmett: load } },
          prepare: { kind: 'append', commands: 5, eventsPerCommand: 1, inFlight: 1 },
          ratioAims: { emmett: { atLeast: 10 } },
          aim: { atLeast: 1 },
        }),
    };

    const outcome = await runBenchmarks([tiny], context);

    const [ours, peer] = outcome.results;
    expect(ours).toMatchObject({ name: 'tiny/redress', unit: 'events/s', n: 240 });
    expect(ours?.value).toBeGreaterThan(0);
    expect(ours?.p99).toBeGreaterThanOrEqual(ours?.p50 ?? Number.NaN);
    if (process.platform === 'linux') expect(ours?.cpuMicrosPerEvent).toBeGreaterThan(0);
    expect(peer).toMatchObject({ value: null, error: 'emmett could not be fetched' });
    expect(outcome.ratios).toMatchObject([
      { name: 'tiny: redress / emmett', peer: null, met: null },
    ]);
    expect(outcome.failed).toBe(false);
    expect(await eventsIn(databases[0])).toBe(245);
    expect(said.filter((line) => line.startsWith('tiny: redress 120 events'))).toHaveLength(2);

    const machine = await describeMachine(shared.admin);
    expect(machine.settings).toHaveProperty('fsync');
    expect(markdownOf({ machine, quick: true, ...outcome })).toContain('failed: emmett could not');
  });

  it.each([
    ['conditional commands of one call', { kind: 'append-calls', calls: 2, commandsPerCall: 5 }],
    ['commands through their handler', { kind: 'handle', commands: 6, inFlight: 3 }],
    ['a fold of everything', { kind: 'fold', page: 4 }],
    ['a rebuild', { kind: 'rebuild' }],
  ] as const)('measures %s', async (_, load) => {
    const prepare: Load = { kind: 'append', commands: 5, eventsPerCommand: 2, inFlight: 1 };
    const { results } = await compare(context, { name: 'kind', prepare, loads: { redress: load } });
    const expected = { fold: 2 * 10, rebuild: 2 * 10, 'append-calls': 2 * 10, handle: 2 * 6 };
    expect(results).toMatchObject([{ name: 'kind/redress', n: expected[load.kind] }]);
  });

  it('fails, and goes on, when a benchmark of ours fails', async () => {
    const broken = {
      name: 'broken',
      title: 'cannot',
      run: () => Promise.reject(new Error('disk full')),
    };
    const outcome = await runBenchmarks([broken, broken], context);
    expect(outcome.failed).toBe(true);
    expect(outcome.results).toMatchObject([{ error: 'disk full' }, { name: 'broken' }]);
  });
});
