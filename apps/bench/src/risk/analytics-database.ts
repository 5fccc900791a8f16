import { measuredProjections } from './measured-projections.js';
import { busMigration } from '@redress/bus';
import { eventLogMigration, journalMigration, type PgJournal, pgJournal } from '@redress/event-log';
import {
  loginOf,
  openService,
  provisionService,
  runMigrations,
  type ServiceDatabase,
} from '@redress/postgres';
import { prepareProjections, registryMigration } from '@redress/projections';
import type { PoolConfig } from 'pg';

export const analytics = 'analytics';

/** The database of analytics as its projections see it, open. */
export interface AnalyticsDatabase {
  readonly database: ServiceDatabase;
  readonly journal: PgJournal;
  close(): Promise<void>;
}

/**
 * Makes a database with the log, the journal and the tables of the projections of analytics.
 *
 * @returns the connection of its login
 */
export async function provisionAnalytics(admin: PoolConfig, database: string): Promise<PoolConfig> {
  const connection = await provisionService({
    ...{ admin, database, service: analytics, login: loginOf(analytics) },
  });
  const { owner, schema, close } = openService({ connection, service: analytics });
  await close();
  await runMigrations({
    connection: owner,
    schema,
    migrations: [
      eventLogMigration({ logs: [analytics] }),
      journalMigration(),
      busMigration(),
      registryMigration(analytics),
    ],
  });
  await prepareProjections(owner, analytics, measuredProjections);
  return connection;
}

/** Opens what `provisionAnalytics` has made. */
export function openAnalytics(connection: PoolConfig): AnalyticsDatabase {
  const database = openService({ connection, service: analytics });
  const journal = pgJournal({ pool: database.writer });
  return {
    database,
    journal,
    async close() {
      await journal.close();
      await database.close();
    },
  };
}
