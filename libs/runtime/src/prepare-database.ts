import { busMigration } from '@redress/bus';
import { eventLogMigration, journalMigration } from '@redress/event-log';
import { openService, provisionService, runMigrations, type ServiceDatabase } from '@redress/postgres';
import { PrivacyTables1763769600000 } from '@redress/privacy';
import { projectionMigration } from '@redress/projections';
import type { PoolConfig } from 'pg';
import type { ServiceBlueprint } from './service-blueprint.js';

/** Where a service's database is, and how losses are told. */
export interface DatabaseOptions {
  /** A login that may create schemas and roles, or finds them made. */
  readonly connection: PoolConfig;
  readonly onConnectionLost: (error: Error) => void;
}

/** Makes schema and roles, runs what migrations are new, and opens the pools of a service. */
export async function prepareDatabase(
  blueprint: ServiceBlueprint,
  { connection, onConnectionLost }: DatabaseOptions,
): Promise<ServiceDatabase> {
  const { name: service, logs, projections, migrations, keepsJournal } = blueprint;
  const provisioned = await provisionService({ admin: connection, service });
  const database = openService({ connection: provisioned, service, onConnectionLost });
  await runMigrations({
    connection: database.owner,
    schema: database.schema,
    migrations: [
      eventLogMigration({ logs }),
      ...(keepsJournal ? [journalMigration()] : []),
      busMigration(),
      ...migrations,
      ...projections.map((projection) => projectionMigration(service, projection)),
    ],
  });
  return database;
}

/** The database of the subject keys: a schema, or where configured a database, of its own. */
export async function preparePrivacyDatabase({
  connection,
  onConnectionLost,
}: DatabaseOptions): Promise<ServiceDatabase> {
  const service = 'privacy';
  const provisioned = await provisionService({ admin: connection, service });
  const database = openService({ connection: provisioned, service, onConnectionLost });
  await runMigrations({
    connection: database.owner,
    schema: database.schema,
    migrations: [PrivacyTables1763769600000],
  });
  return database;
}
