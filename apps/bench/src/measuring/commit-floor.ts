import { Client } from 'pg';
import { type Benchmark, sized } from '../benchmark.js';
import { createDatabase } from '../contestants/create-database.js';
import { loadOfMachine } from './compare.js';
import { type MeasuredRun, measuredRun } from './measured-run.js';
import { resultOfRuns } from './result-of-runs.js';
import { type TimedRun, timed } from './timed.js';

/** The least that a durable commit costs here: one row, one connection, no index. */
export const commitFloor: Benchmark = {
  name: 'commit-floor',
  title: 'durable commits of one row on one connection, nothing else',
  async run(context) {
    const commits = sized(context, { quick: 500, full: 3_000 });
    const database = context.newDatabase();
    await createDatabase(context.server.connection, database);
    const client = new Client({ ...context.server.connection, database });
    const before = loadOfMachine();
    const runs: MeasuredRun[] = [];
    await client.connect();
    try {
      await client.query('create table floor (data text not null)');
      const run = () => timedCommits(client, commits);
      for (let round = 1; round <= context.rounds; round += 1) {
        runs.push(await measuredRun(context.server.pid, run));
      }
    } finally {
      await client.end();
    }
    const load = { before, after: loadOfMachine() };
    return { results: [resultOfRuns(runs, { name: this.name, load })], ratios: [] };
  },
};

function timedCommits(client: Client, commits: number): Promise<TimedRun> {
  const row = 'x'.repeat(600);
  return timed(async (withLatency) => {
    for (let commit = 1; commit <= commits; commit += 1) {
      await withLatency(async () => {
        await client.query({ name: 'floor', text: 'insert into floor values ($1)', values: [row] });
      });
    }
    return commits;
  });
}
