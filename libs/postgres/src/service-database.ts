import type { Pool, PoolConfig } from 'pg';
import { guardedPool } from './guarded-pool.js';
import { schemaOf } from './service-roles.js';
import { sessionOf } from './session-options.js';

/** The database of one service, as its three roles see it. */
export interface ServiceDatabase {
  readonly schema: string;
  /** Settings for DDL connections: migrations, rebuilds, swaps. No pool, because they are rare. */
  readonly owner: PoolConfig;
  /** Append, projector, relay, timers. */
  readonly writer: Pool;
  /** HTTP queries, under row-level security: use it through {@link withTenant}. */
  readonly reader: Pool;
  /** Waits for checked-out clients, then closes both pools. May be called more than once. */
  close(): Promise<void>;
}

/** Where a service connects, and with how many connections. */
export interface ServiceDatabaseOptions {
  /** Where to connect, as a login user that may take the roles of the service. */
  readonly connection: PoolConfig;
  readonly service: string;
  /** Upper bound of connections per pool (default 10); a service uses at most twice as many. */
  readonly max?: number;
  /** Told of every lost connection. */
  readonly onConnectionLost?: (error: Error) => void;
}

/**
 * Opens the pools of a service that {@link provisionService} has prepared. Nothing is connected
 * until the first statement, so a missing server shows there, not here.
 *
 * @throws Error when the service name is not acceptable to {@link schemaOf}
 */
export function openService(options: ServiceDatabaseOptions): ServiceDatabase {
  const { connection, service, max = 10, onConnectionLost } = options;
  const writer = guardedPool(
    { ...sessionOf(connection, service, 'writer'), max },
    onConnectionLost,
  );
  const reader = guardedPool(
    { ...sessionOf(connection, service, 'reader'), max },
    onConnectionLost,
  );
  let closing: Promise<void> | undefined;
  return {
    schema: schemaOf(service),
    owner: sessionOf(connection, service, 'owner'),
    writer,
    reader,
    close() {
      closing ??= Promise.all([writer.end(), reader.end()]).then(() => undefined);
      return closing;
    },
  };
}
