import { randomUUID } from 'node:crypto';
import { analyticsOf } from '@redress/analytics/read-models';
import { PgCheckpointStore } from '@redress/bus';
import { redressCatalogue } from '@redress/contracts';
import { commandHandler, type PgJournal, pgEventLog, type Sealer } from '@redress/event-log';
import type { ServiceDatabase } from '@redress/postgres';
import { type Projection, type StateReader, stateReader } from '@redress/projections';
import type { PoolConfig } from 'pg';
import { analytics, openAnalytics } from './analytics-database.js';

/** What the queries of analytics stand on, without a platform around it. */
export interface AnalyticsRuntime {
  readonly database: ServiceDatabase;
  readonly analytics: ReturnType<typeof analyticsOf>;
  journal(): PgJournal;
  heardUpTo(): Promise<undefined>;
  states<State>(projection: Projection<State>): StateReader<State>;
  close(): Promise<void>;
}

/** Opens the log, journal and states of analytics. Nothing is consumed: what is filled stays. */
export function openRuntime(connection: PoolConfig): AnalyticsRuntime {
  const { database, journal, close } = openAnalytics(connection);
  const checkpoints = new PgCheckpointStore(database.writer);
  const log = pgEventLog({ pool: database.writer, log: analytics });
  const commands: Parameters<typeof analyticsOf>[0]['commands'] = (decider) =>
    commandHandler(decider, {
      ...{ log, catalogue: redressCatalogue, sealer: nothingToSeal, newId: randomUUID },
    });
  const runtime = {
    database,
    journal: () => journal,
    heardUpTo: async () => undefined,
    states: <State>(projection: Projection<State>) =>
      stateReader({ service: analytics, projection, pool: database.writer, checkpoints }),
  };
  return {
    ...runtime,
    analytics: analyticsOf({ ...runtime, commands }),
    async close() {
      await log.close();
      await close();
    },
  };
}

/** Nothing is recorded here. */
const nothingToSeal: Sealer = {
  seal: () => Promise.reject(new Error('the bench records nothing in analytics')),
};
