import type { PoolConfig } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { explicitConnection } from './explicit-connection.js';

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/**
 * TypeORM options for a connection of ours. The settings go to the driver as they are (`extra`
 * wins over TypeORM's own fields), so role, search path and limits are those of every other
 * connection.
 */
export function typeOrmConnection(connection: PoolConfig, max: number) {
  return {
    type: 'postgres',
    extra: { ...explicitConnection(connection), max },
    // TypeORM would create extensions for generated ids; a service role must not need that right.
    installExtensions: false,
    // The engine and the migrations own the tables, TypeORM maps them.
    synchronize: false,
    // The default logger prints a failed migration to stdout; we throw its error.
    logger: 'debug',
  } as const satisfies PostgresOptions;
}
