import { eventLogMigration } from '@redress/event-log';
import { loginOf, openService, provisionService, runMigrations } from '@redress/postgres';
import type { PoolConfig } from 'pg';
import { type BenchContext, type Benchmark, sized } from '../benchmark.js';
import { loadOfMachine } from '../measuring/compare.js';
import { type MeasuredRun, measuredRun } from '../measuring/measured-run.js';
import { resultOfRuns } from '../measuring/result-of-runs.js';
import { timed } from '../measuring/timed.js';
import { fillLogs } from './fill-logs.js';
import { fillProgress } from './fill-progress.js';
import { historyLogs } from './history-row.js';

/** A history of many customers by COPY into the tables and indexes of the product (G4). */
export const fillBenchmark: Benchmark = {
  name: 'fill',
  title: 'COPY of a made-up history into the logs intake and conduct',
  async run(context) {
    const events = sized(context, { quick: 100_000, full: 1_000_000 });
    const before = loadOfMachine();
    const runs: MeasuredRun[] = [];
    for (let round = 1; round <= context.rounds; round += 1) {
      const owner = await emptyLogs(context);
      const owners = { intake: owner, conduct: owner };
      const options = { seed: round, customers: events / 10, events };
      const progress = fillProgress(events);
      runs.push(
        await measuredRun(context.server.pid, () =>
          timed(async () => (await fillLogs(owners, options, progress)).events),
        ),
      );
    }
    const load = { before, after: loadOfMachine() };
    const about = { name: this.name, load, aim: { atLeast: 40_000 } };
    return { results: [resultOfRuns(runs, about)], ratios: [] };
  },
};

/** A new database with both logs in one schema; answers the connection of its owner. */
export async function emptyLogs(
  context: Pick<BenchContext, 'server' | 'newDatabase'>,
): Promise<PoolConfig> {
  const service = 'intake';
  const connection = await provisionService({
    ...{ admin: context.server.connection, service, login: loginOf(service) },
    database: context.newDatabase(),
  });
  const { owner, schema, close } = openService({ connection, service });
  await close();
  await runMigrations({
    connection: owner,
    schema,
    migrations: historyLogs.map((log) => eventLogMigration({ logs: [log] })),
  });
  return owner;
}
