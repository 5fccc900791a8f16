import type { Pool, PoolClient } from 'pg';

/** How far a transaction is kept apart from others, and whether it may write. */
export interface TransactionOptions {
  /** Default `read committed`. `repeatable read` gives one snapshot for all statements. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** PostgreSQL refuses writes with 25006. */
  readonly readOnly?: boolean;
  /** Default true. False: the commit may be lost in a crash of the server. */
  readonly waitsForDisk?: boolean;
}

/**
 * Runs `work` in one transaction: commits when it resolves, rolls back when it rejects.
 *
 * Nothing is retried: whether a conflict may be tried again is the caller's decision. The client
 * belongs to the transaction; do not keep it.
 *
 * @returns what `work` resolves to, after the commit was acknowledged
 * @throws what `work` throws, or the error of begin or commit. After a failed commit the outcome
 *   may be unknown (a lost connection); the caller finds out by its command ids.
 */
export async function withTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(beginStatement(options));
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    broken = await rollBack(client);
    throw error;
  } finally {
    // A client whose rollback failed is in an unknown state: the pool must not hand it out again.
    client.release(broken);
  }
}

/**
 * Runs `work` in a read-only transaction that sees the rows of one tenant only.
 *
 * The tenant is set for the transaction, not for the session, so a client that goes back to the
 * pool, after a commit or an abort, carries no tenant to the next user.
 *
 * @param reader the pool of the reader role; other roles are not subject to the tenant policies
 * @param tenantId compared with the tenant column of every table by {@link tenantRowSecurity}
 * @throws what `work` throws, and an Error on an empty tenant
 */
export async function withTenant<T>(
  reader: Pool,
  tenantId: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return withTransaction(
    reader,
    async (client) => {
      await setTenant((text, values) => client.query(text, values), tenantId);
      return work(client);
    },
    { readOnly: true },
  );
}

/**
 * Sets the tenant of the transaction that is open on a connection, until it ends.
 *
 * @param query runs one statement on that connection
 * @throws Error on an empty tenant, which would match nothing and look like an empty table
 */
export async function setTenant(
  query: (text: string, values: string[]) => Promise<unknown>,
  tenantId: string,
): Promise<void> {
  if (tenantId === '') throw new Error('a tenant is needed to read');
  // `set local x = $1` is no valid statement; set_config takes a parameter.
  await query("select set_config('app.tenant', $1, true)", [tenantId]);
}

/** The error that made the rollback fail, if it did. */
async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function beginStatement(options: TransactionOptions): string {
  const isolation = options.isolation ? ` isolation level ${options.isolation}` : '';
  const begin = `begin${isolation}${options.readOnly ? ' read only' : ''}`;
  const isUnhurried = options.waitsForDisk === false;
  return isUnhurried ? `${begin}; set local synchronous_commit to off` : begin;
}
