import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type PoolConfig } from 'pg';
import { type Benchmark, sized } from '../benchmark.js';
import { loadOfMachine } from '../measuring/compare.js';
import { treeCpuMicros } from '../measuring/process-tree.js';
import { type Aim, type BenchResult } from '../reporting/bench-report.js';

/** After the start what was left to do is done in this time, in milliseconds. */
const settleMs = 3_000;

/** Parts of the idle product, by what their processes are called. */
const parts = [
  { part: 'services', isMeant: (command: string) => /dist\/main\.js/.test(command), aim: 2 },
  { part: 'postgres', isMeant: (command: string) => /postgres/.test(command) },
  { part: 'kafka', isMeant: (command: string) => /java/.test(command) },
] as const;

/** What the product costs while nobody asks for anything, in a process for each service (G16). */
export const idle: Benchmark = {
  name: 'idle',
  title: 'five services, gateway and their servers, nobody asks for anything',
  needsKafka: true,
  async run(context) {
    const seconds = sized(context, { quick: 10, full: 60 });
    const platform = await context.distributed();
    await sleep(settleMs);
    const loadAverage = loadOfMachine();
    const cpu = () => parts.map(({ isMeant }) => treeCpuMicros(platform.pid, isMeant));
    const asked = await transactions(platform.connection);
    const before = cpu();
    const startedAt = performance.now();
    await sleep(seconds * 1_000);
    const after = cpu();
    const took = (performance.now() - startedAt) / 1_000;
    const done = (await transactions(platform.connection)) - asked;
    const about = {
      ...{ n: Math.round(took), cpuMicrosPerEvent: null, loadAverage },
      loadAverageAfter: loadOfMachine(),
    };
    const results: BenchResult[] = parts.map(({ part, ...more }, index) => {
      const micros = (after[index] ?? Number.NaN) - (before[index] ?? Number.NaN);
      const isKnown = !Number.isNaN(micros);
      return {
        ...{ name: `idle-${part}`, unit: '% of a core', ...about },
        value: isKnown ? micros / took / 10_000 : null,
        ...(isKnown ? {} : { error: 'the machine does not tell' }),
        ...('aim' in more ? aimOf(more.aim) : {}),
      };
    });
    const rate = { name: 'idle-transactions', unit: 'per s', value: done / took };
    return { results: [...results, { ...rate, ...about, ...aimOf(20) }], ratios: [] };
  },
};

function aimOf(atMost: number): { readonly aim: Aim } {
  return { aim: { atMost } };
}

/** Transactions of all databases so far; outside of transactions each query is one. */
async function transactions(connection: PoolConfig): Promise<number> {
  const client = new Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ done: string }>(
      'select sum(xact_commit + xact_rollback) as done from pg_stat_database',
    );
    return Number(rows[0]?.done);
  } finally {
    await client.end();
  }
}
