import { Client, type PoolConfig } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { lockKey } from './lock-key.js';
import { typeOrmConnection } from './typeorm-connection.js';

/** A TypeORM migration class; its name ends with a 13-digit timestamp, which gives the order. */
export type MigrationClass = new () => MigrationInterface;

/** Which migrations run where. */
export interface MigrationOptions {
  /** Settings of the owner role: {@link ServiceDatabase.owner}. */
  readonly connection: PoolConfig;
  /** Schema of the service; the table `schema_migration` in it records what has run. */
  readonly schema: string;
  /** Listed one by one, never found by a pattern: what runs is what the reader of the module sees. */
  readonly migrations: readonly MigrationClass[];
}

/**
 * Brings a schema up to date: runs, in the order of their timestamps, the migrations that have not
 * run yet, each in a transaction of its own.
 *
 * Several processes may start at once: one migrates, the others wait for it and find nothing to
 * do. A statement that waits more than 5 s for the lock of a table fails (55P03) instead of
 * stopping all traffic behind it; start again then. Unqualified names in a migration mean the
 * schema of the service; `queryRunner.connection.options.schema` names it where a role must be
 * spelled out.
 *
 * @returns the names of the migrations that ran now
 * @throws the error of the failing migration; those before it stay
 */
export async function runMigrations(options: MigrationOptions): Promise<string[]> {
  const { connection, schema, migrations } = options;
  // The lock has a connection of its own, because each migration ends its transaction and because
  // waiting for the other process may take longer than a table lock may.
  const turn = new Client(connection);
  await turn.connect();
  try {
    await turn.query("select set_config('lock_timeout', '10min', false)");
    await turn.query(
      `select pg_advisory_lock(${lockKey('migrate', serviceOf(schema), 'schema', 0)})`,
    );
    return await migrate(connection, schema, migrations);
  } finally {
    await turn.end();
  }
}

async function migrate(
  connection: PoolConfig,
  schema: string,
  migrations: readonly MigrationClass[],
): Promise<string[]> {
  const { DataSource } = await import('typeorm');
  const dataSource = new DataSource({
    ...typeOrmConnection(connection, 1),
    schema,
    migrations: [...migrations],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
  });
  await dataSource.initialize();
  try {
    const done = await dataSource.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await dataSource.destroy();
  }
}

function serviceOf(schema: string): string {
  return schema.replaceAll('_', '-');
}
