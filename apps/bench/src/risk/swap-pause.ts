import { setTimeout as sleep } from 'node:timers/promises';
import { customerRiskProjection } from '@redress/analytics/read-models';
import { PgBus, PgCheckpointStore, PgParkingLot } from '@redress/bus';
import { redressCatalogue } from '@redress/contracts';
import { pgTransactions } from '@redress/event-log';
import { withTenant } from '@redress/postgres';
import {
  inProcessLanes,
  type KeptProjections,
  keepProjections,
  type Projection,
  threadLanes,
} from '@redress/projections';
import type { Benchmark, BenchContext } from '../benchmark.js';
import { loadOfMachine } from '../measuring/compare.js';
import type { BenchResult } from '../reporting/bench-report.js';
import { percentileOf } from '../reporting/statistics.js';
import { type AnalyticsDatabase, analytics, openAnalytics } from './analytics-database.js';
import { filledAnalytics, type FilledAnalytics } from './filled-analytics.js';
import { newFacts } from './new-facts.js';
import { foldEntryOf } from './rebuild-task.js';

const projection = customerRiskProjection as Projection;

/** How long loops run before the rebuild and after the rollback, in milliseconds. */
const calmMs = 500;

/** Longest wait until a fact is visible, in milliseconds. */
const visibleMaxMs = 30_000;

/**
 * What readers of the read model and those who write it notice of a rebuild with its swap, and of a
 * rollback (G9): the longest time between two answers.
 */
export const swapPause: Benchmark = {
  name: 'swap-pause',
  title: 'longest gap of a reader and of a writer during rebuild, swap and rollback',
  async run(context) {
    const world = await filledAnalytics(context);
    const opened = openAnalytics(world.connection);
    const kept = await keepRisk(context, opened);
    const load = { before: loadOfMachine() };
    try {
      const found = await watched(opened, world, kept);
      return { results: resultsOf(found, load.before), ratios: [] };
    } finally {
      await kept.stop({ drainMs: 5_000 });
      await opened.close();
    }
  },
};

interface Found {
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  readonly calmWrites: readonly number[];
  readonly rollBackMs: number;
}

async function watched(
  opened: AnalyticsDatabase,
  world: FilledAnalytics,
  kept: KeptProjections,
): Promise<Found> {
  const read = () => readOnce(opened, world.tenantId);
  const write = await writerOf(opened, world.tenantId);
  const calm = loop(write);
  await sleep(calmMs);
  const calmWrites = await calm.stop();
  const reading = loop(read);
  const writing = loop(write);
  const certificate = await kept.rebuild(projection.name);
  if (certificate.equalToLive !== true) throw new Error('the rebuild is not equal to live');
  const beganAt = performance.now();
  await kept.rollBack(projection.name);
  const rollBackMs = performance.now() - beganAt;
  await sleep(calmMs);
  return { reads: await reading.stop(), writes: await writing.stop(), calmWrites, rollBackMs };
}

/** Feeds the live read model, as a service does. */
function keepRisk(
  { isBuilt }: BenchContext,
  { database, journal }: AnalyticsDatabase,
): Promise<KeptProjections> {
  const { writer } = database;
  return keepProjections({
    ...{ service: analytics, projections: [projection], database, code: 'bench', workers: 2 },
    subscription: new PgBus({ pool: writer, sources: { journal } }),
    checkpoints: new PgCheckpointStore(writer),
    parking: new PgParkingLot(writer),
    transactions: pgTransactions(writer),
    catalogue: redressCatalogue,
    logOf: () => journal,
    lanes: () =>
      isBuilt
        ? threadLanes(foldEntryOf(projection.name), 2)
        : inProcessLanes([projection], redressCatalogue),
    onProblem(error) {
      throw error;
    },
  });
}

/** Repeats work without a pause; tells how long each took, from the end of the one before. */
function loop(work: () => Promise<void>) {
  let isStopped = false;
  const gaps: number[] = [];
  const running = (async () => {
    let last = performance.now();
    while (!isStopped) {
      await work();
      const now = performance.now();
      gaps.push(now - last);
      last = now;
    }
  })();
  // It is passed on by `stop`.
  running.catch(() => undefined);
  return {
    async stop() {
      isStopped = true;
      await running;
      return gaps;
    },
  };
}

async function readOnce({ database }: AnalyticsDatabase, tenantId: string): Promise<void> {
  const rows = await withTenant(database.reader, tenantId, async (client) => {
    const found = await client.query(`select key, tier from ${projection.name} limit 10`);
    return found.rowCount ?? 0;
  });
  if (rows === 0) throw new Error('a reader saw an empty read model');
}

/** Copies a fact into the journal and waits until the shown row has it: the whole live path. */
async function writerOf({ database, journal }: AnalyticsDatabase, tenantId: string) {
  const { writer, reader } = database;
  const facts = await newFacts(writer, tenantId);
  const transactions = pgTransactions(writer);
  const ordersOf = (key: string) =>
    withTenant(reader, tenantId, async (client) => {
      const found = await client.query<{ orders: number }>(
        `select orders from ${projection.name} where key = $1`,
        [key],
      );
      return found.rows[0]?.orders ?? 0;
    });
  const { customerId } = facts;
  let orders = await ordersOf(customerId);
  return async () => {
    await transactions.run((tx) => journal.copy([facts.next()], tx));
    orders += 1;
    const until = performance.now() + visibleMaxMs;
    while ((await ordersOf(customerId)) < orders) {
      if (performance.now() > until) throw new Error('a fact does not become visible');
    }
  };
}

function resultsOf(
  { reads, writes, calmWrites, rollBackMs }: Found,
  loadAverage: number,
): BenchResult[] {
  const about = { unit: 'ms', cpuMicrosPerEvent: null, loadAverage };
  const after = { loadAverageAfter: loadOfMachine() };
  const gapsOf = (name: string, gaps: readonly number[], aim?: { readonly atMost: number }) => ({
    ...{ name: `swap-pause-${name}`, ...about, ...after, n: gaps.length },
    ...{ value: Math.max(...gaps), p50: percentileOf(gaps, 50), p99: percentileOf(gaps, 99) },
    ...(aim ? { aim } : {}),
  });
  return [
    gapsOf('reader', reads),
    gapsOf('writer-before', calmWrites),
    gapsOf('writer', writes, { atMost: 200 }),
    {
      ...{ name: 'swap-pause-rollback', ...about, ...after, n: 1 },
      ...{ value: rollBackMs, aim: { atMost: 1_000 } },
    },
  ];
}
