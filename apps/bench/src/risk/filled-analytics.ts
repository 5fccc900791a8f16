import type { PoolConfig } from 'pg';
import type { BenchContext } from '../benchmark.js';
import { fillJournal } from '../history/fill-journal.js';
import { fillProgress } from '../history/fill-progress.js';
import { customerRiskProjection } from '@redress/analytics/read-models';
import { sessionOf } from '@redress/postgres';
import { analytics, provisionAnalytics } from './analytics-database.js';

/** A journal full of history, and its read models as a live service has them. */
export interface FilledAnalytics {
  /** Of the login of analytics. */
  readonly connection: PoolConfig;
  readonly tenantId: string;
  readonly customers: number;
  readonly events: number;
}

const filled = new WeakMap<BenchContext, Promise<FilledAnalytics>>();

const seed = 42;
const tenantId = 'demo';

/**
 * The database that all benchmarks of one run share: to fill it takes longer than most of them. The
 * read model of risk is live: built by the engine and shown.
 */
export function filledAnalytics(context: BenchContext): Promise<FilledAnalytics> {
  const known = filled.get(context) ?? fill(context);
  filled.set(context, known);
  return known;
}

async function fill(context: BenchContext): Promise<FilledAnalytics> {
  const { customers, events } = context.history;
  const { connection: admin } = context.server;
  const connection = await provisionAnalytics(admin, context.newDatabase());
  context.say(`filling a journal with ${events} events of ${customers} customers`);
  const history = { seed, customers, events, tenantId };
  const owner = sessionOf(connection, analytics, 'owner');
  await fillJournal(owner, history, fillProgress(events));
  await makeLive(context, connection, customerRiskProjection.name);
  return { connection, tenantId, customers, events };
}

/** Builds a read model from nothing and shows it, as a service does at its first start. */
export async function makeLive(
  context: BenchContext,
  connection: PoolConfig,
  projection: string,
): Promise<void> {
  const lanes = context.isBuilt ? 'threads' : 'one-thread';
  await context.rebuild({ connection, projection, lanes, workers: 2 });
}
