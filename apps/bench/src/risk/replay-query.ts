import { CustomerFactsQuery, ReplayQuery } from '@redress/analytics/read-models';
import { journalName, logTables } from '@redress/event-log';
import { timestampOf } from '@redress/kernel';
import type { Pool } from 'pg';
import { type BenchContext, type Benchmark, sized } from '../benchmark.js';
import { loadOfMachine } from '../measuring/compare.js';
import { type MeasuredRun, measuredRun } from '../measuring/measured-run.js';
import { latencyResultOf, resultOfRuns } from '../measuring/result-of-runs.js';
import { timed } from '../measuring/timed.js';
import { openRuntime } from './analytics-runtime.js';
import { filledAnalytics } from './filled-analytics.js';

/** How many events the customer should have whose past is looked at. */
export const eventsOfCustomer = 1_000;

/** Questions that are asked, each for another moment. */
export const questionsOf = (context: BenchContext) => sized(context, { quick: 50, full: 200 });

/** What one answer may take (G11). */
export const replayAim = { atMost: 20 };

/** One customer at any moment: the query behind `GET /replay/customers/{id}`, without HTTP (G11). */
export const replayQuery: Benchmark = {
  name: 'replay-query',
  title: 'a customer of about 1,000 events as of many moments, the query alone',
  async run(context) {
    const { connection, tenantId } = await filledAnalytics(context);
    const runtime = openRuntime(connection);
    const replays = new ReplayQuery(runtime.analytics, runtime, new CustomerFactsQuery(runtime));
    const questions = questionsOf(context);
    const before = loadOfMachine();
    const runs: MeasuredRun[] = [];
    try {
      const { id, events, last } = await customerOfEvents(runtime.database.writer, tenantId);
      context.say(`replay: customer ${id} has ${events} events`);
      const ask = async (nth: number) => {
        const moment = { at: momentBefore(last, nth), axis: 'recorded' } as const;
        await replays.customer({ tenantId, id }, moment);
      };
      await ask(0);
      for (let round = 1; round <= context.rounds; round += 1) {
        runs.push(
          await measuredRun(context.server.pid, () =>
            timed(async (withLatency) => {
              for (let nth = 0; nth < questions; nth += 1) await withLatency(() => ask(nth));
              return questions;
            }),
          ),
        );
      }
    } finally {
      await runtime.close();
    }
    const about = { name: this.name, load: { before, after: loadOfMachine() } };
    const rate = { ...resultOfRuns(runs, about), unit: 'questions/s' };
    return { results: [rate, latencyResultOf(rate, 'p99', replayAim)], ratios: [] };
  },
};

/** A moment within the last months of a customer's history: most of the events are folded. */
export function momentBefore(last: Date, nth: number): string {
  return timestampOf(last.getTime() - nth * 3_600_000);
}

interface CustomerOfEvents {
  readonly id: string;
  readonly events: number;
  /** When the last of them was recorded. */
  readonly last: Date;
}

/** The customer whose number of events is the closest to what is wanted. */
async function customerOfEvents(pool: Pool, tenantId: string): Promise<CustomerOfEvents> {
  const { streams, events } = logTables(journalName);
  const { rows } = await pool.query<CustomerOfEvents>(
    `select s.stream_id as id, e.version as events, e.recorded_at as last
     from ${streams} s join lateral (
       select version, recorded_at from ${events} e where e.stream_no = s.stream_no
       order by e.version desc limit 1) e on true
     where s.tenant_id = $1 and s.category = 'customer' order by abs(e.version - $2) limit 1`,
    [tenantId, eventsOfCustomer],
  );
  const [found] = rows;
  if (!found) throw new Error(`${tenantId} has no customers`);
  return found;
}
