import { withTransaction } from '@redress/postgres';
import type { Pool, PoolClient } from 'pg';
import type { Transactions, Tx } from './event-log.port.js';

/** A transaction of PostgreSQL, for libs that keep tables of their own beside a log. */
export interface PgTx extends Tx {
  readonly adapter: 'postgres';
  /** Belongs to the transaction; do not keep it, do not commit on it. */
  readonly client: PoolClient;
  /** Runs once the commit was acknowledged; not at all after a rollback. Must not throw. */
  afterCommit(hook: () => void): void;
}

/**
 * The PostgreSQL side of a transaction.
 *
 * @throws Error when it was opened by another adapter: the wiring mixes two databases
 */
export function pgTx(tx: Tx): PgTx {
  if (tx.adapter !== 'postgres')
    throw new Error(`a transaction of ${tx.adapter}, not of PostgreSQL`);
  return tx as PgTx;
}

/**
 * Transactions (read committed) on the writer pool of a service.
 *
 * A lost connection, or a commit that failed, rejects; whether the commit happened is then unknown.
 */
export function pgTransactions(pool: Pool): Transactions {
  return {
    async run(work) {
      const hooks: (() => void)[] = [];
      const result = await withTransaction(pool, (client) => {
        const tx: PgTx = { adapter: 'postgres', client, afterCommit: (hook) => hooks.push(hook) };
        return work(tx);
      });
      for (const hook of hooks) hook();
      return result;
    },
  };
}
