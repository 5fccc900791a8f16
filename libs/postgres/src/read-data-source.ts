import type { PoolConfig } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { schemaOf } from './service-roles.js';
import { sessionOf } from './session-options.js';
import { setTenant } from './transaction.js';
import { typeOrmConnection } from './typeorm-connection.js';

/** A class that TypeORM maps to a view: the content of a `*.view.ts` file. */
export type ViewClass = abstract new () => object;

/** What a service reads by TypeORM, and over how many connections. */
export interface ReadDataSourceOptions {
  /** Where to connect, as a login user that may take the reader role of the service. */
  readonly connection: PoolConfig;
  readonly service: string;
  /** Listed one by one. */
  readonly views: readonly ViewClass[];
  /** Upper bound of connections (default 10). */
  readonly max?: number;
  /** Told of every connection that was lost while it was idle. */
  readonly onConnectionLost?: (error: Error) => void;
}

/**
 * A TypeORM data source for the views of a service, in the reader role: two seconds a statement,
 * rows of one tenant only (see {@link withTenantManager}).
 *
 * @returns not initialised yet; `initialize()` connects, `destroy()` closes
 */
export async function readDataSource(options: ReadDataSourceOptions): Promise<DataSource> {
  const { connection, service, views, max = 10, onConnectionLost } = options;
  const typeorm = await import('typeorm');
  return new typeorm.DataSource({
    ...typeOrmConnection(sessionOf(connection, service, 'reader'), max),
    schema: schemaOf(service),
    entities: [...views],
    ...(onConnectionLost === undefined ? {} : { poolErrorHandler: onConnectionLost }),
  });
}

/**
 * Runs `work` in one read-only transaction that sees the rows of one tenant: {@link withTenant}
 * for queries that go through TypeORM.
 *
 * @throws what `work` throws, and an Error on an empty tenant
 */
export async function withTenantManager<T>(
  dataSource: DataSource,
  tenantId: string,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return dataSource.transaction(async (manager) => {
    await manager.query('set transaction read only');
    await setTenant((text, values) => manager.query(text, values), tenantId);
    return work(manager);
  });
}
