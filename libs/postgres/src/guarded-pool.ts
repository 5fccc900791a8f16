import { Pool, type PoolConfig } from 'pg';

/**
 * A pool that survives the loss of its server.
 *
 * node-postgres reports a lost connection as an `error` event on the pool while the connection is
 * idle, and on the client while it is checked out between two statements. An `error` event that
 * nobody listens to ends the process, so both have a listener from the start.
 *
 * @param onConnectionLost told of every lost connection, for logs and metrics. The pool has
 *   dropped it already; a statement that was running fails on its own.
 */
export function guardedPool(
  config: PoolConfig,
  onConnectionLost: (error: Error) => void = ignoreLostConnection,
): Pool {
  const pool = new Pool(config);
  pool.on('connect', (client) =>
    client.on('error', (error) => {
      // A server that stops may still say so to a connection that is on its way out.
      if (!pool.ending) onConnectionLost(error);
    }),
  );
  // The same error reaches the pool after the client; reporting it twice would count it twice.
  pool.on('error', ignoreLostConnection);
  return pool;
}

function ignoreLostConnection(): void {
  // The pool replaces the connection, and whoever waits for an answer on it gets the error.
}
