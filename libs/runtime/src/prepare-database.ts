import { busMigration } from '@redress/bus';
import type { ServiceName } from '@redress/contracts';
import { eventLogMigration, journalMigration } from '@redress/event-log';
import {
  loginOf,
  type MigrationClass,
  openService,
  provisionService,
  runMigrations,
  type ServiceDatabase,
} from '@redress/postgres';
import { DestroyedKeys1796700000000, PrivacyTables1763769600000 } from '@redress/privacy';
import { prepareProjections, registryMigration } from '@redress/projections';
import type { PoolConfig } from 'pg';
import type { ServiceBlueprint } from './service-blueprint.js';

/** Who owns a schema: a service, or the keys of personal texts. */
export type SchemaOwner = ServiceName | 'privacy';

/** Where the database of one owner is. */
export interface DatabaseAddress {
  /** A user that may create schemas and roles, or finds them made. */
  readonly admin: PoolConfig;
  /**
   * Work through a login of the owner's own, which can do nothing but take its roles. It has no
   * password, so only where the server trusts the connection; else the admin takes the roles.
   */
  readonly ownLogin: boolean;
}

/** Where all databases are; several owners may share one. */
export interface DatabaseOptions {
  readonly databaseOf: (owner: SchemaOwner) => DatabaseAddress;
  readonly onConnectionLost: (error: Error) => void;
}

/** The pools of an owner, and the settings that further connections to the same place need. */
export interface PreparedDatabase {
  readonly database: ServiceDatabase;
  readonly connection: PoolConfig;
}

/**
 * Makes schema and roles, runs what migrations are new, and opens the pools of a service.
 *
 * @throws ProjectionChangedError when a projection is not what its tables were made with
 */
export async function prepareDatabase(
  { name: service, logs, projections, migrations, keepsJournal }: ServiceBlueprint,
  options: DatabaseOptions,
): Promise<PreparedDatabase> {
  const prepared = await prepare(service, options, [
    // One each: a database that has the first log gets a second one when the service does.
    ...logs.map((log) => eventLogMigration({ logs: [log] })),
    ...(keepsJournal ? [journalMigration()] : []),
    busMigration(),
    ...migrations,
    registryMigration(service),
  ]);
  await prepareProjections(prepared.database.owner, service, projections);
  return prepared;
}

/** The database of the subject keys: a schema, or where configured a database, of its own. */
export function preparePrivacyDatabase(options: DatabaseOptions): Promise<PreparedDatabase> {
  return prepare('privacy', options, [PrivacyTables1763769600000, DestroyedKeys1796700000000]);
}

async function prepare(
  owner: SchemaOwner,
  { databaseOf, onConnectionLost }: DatabaseOptions,
  migrations: readonly MigrationClass[],
): Promise<PreparedDatabase> {
  const { admin, ownLogin } = databaseOf(owner);
  const login = ownLogin ? { login: loginOf(owner) } : {};
  const connection = await provisionService({ admin, service: owner, ...login });
  const database = openService({ connection, service: owner, onConnectionLost });
  const { schema } = database;
  await runMigrations({ connection: database.owner, schema, migrations });
  return { database, connection };
}
