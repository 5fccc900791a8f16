import { Client } from 'pg';
import type { Benchmark } from '../benchmark.js';
import { loadOfMachine } from '../measuring/compare.js';
import type { MeasuredRun } from '../measuring/measured-run.js';
import { latencyResultOf, resultOfRuns } from '../measuring/result-of-runs.js';
import { timed } from '../measuring/timed.js';
import { eventsOfCustomer, momentBefore, questionsOf, replayAim } from '../risk/replay-query.js';
import { apiOf } from './api.js';
import type { BenchPlatform } from './bench-platform.js';
import { measuredOnPlatform } from './platform-cpu.js';

/** One customer at any moment, as a client sees it (G11). */
export const replayHttp: Benchmark = {
  name: 'replay-http',
  title: `GET /replay/customers/{id} of a customer of about ${eventsOfCustomer} events`,
  async run(context) {
    const platform = await context.platform();
    const api = await apiOf(platform, { role: 'compliance', tenant: platform.tenantId });
    const questions = questionsOf(context);
    const before = loadOfMachine();
    const runs: MeasuredRun[] = [];
    try {
      const { id, last } = await busiestCustomer(platform);
      const ask = async (nth: number) => {
        const at = encodeURIComponent(momentBefore(last, nth));
        await api.get(`replay/customers/${id}?at=${at}`);
      };
      await ask(0);
      for (let round = 1; round <= context.rounds; round += 1) {
        runs.push(
          await measuredOnPlatform(platform, () =>
            timed(async (withLatency) => {
              for (let nth = 0; nth < questions; nth += 1) await withLatency(() => ask(nth));
              return questions;
            }),
          ),
        );
      }
    } finally {
      api.close();
    }
    const about = { name: this.name, load: { before, after: loadOfMachine() } };
    const rate = { ...resultOfRuns(runs, about), unit: 'requests/s' };
    return { results: [rate, latencyResultOf(rate, 'p99', replayAim)], ratios: [] };
  },
};

/** The customer of the history of whom the most is recorded, and when the last of it was. */
async function busiestCustomer({ connection, tenantId }: BenchPlatform) {
  const client = new Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; last: Date }>(
      `select s.stream_id as id, max(e.recorded_at) as last
       from intake.intake_streams s join intake.intake_events e on e.stream_no = s.stream_no
       where s.tenant_id = $1 group by s.stream_id order by count(*) desc limit 1`,
      [tenantId],
    );
    const [found] = rows;
    if (!found) throw new Error(`${tenantId} has no customers`);
    return found;
  } finally {
    await client.end();
  }
}
