import { withTransaction } from '@redress/postgres';
import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import type { Transactions, Tx } from './event-log.port.js';

/** The connection of a transaction, as far as those who share it may use it. */
export interface TxClient {
  /**
   * Sends a statement once those that were asked for before it are answered.
   *
   * @throws DatabaseError of the statement, and an Error once the transaction has ended
   */
  query<Row extends QueryResultRow>(
    statement: string | QueryConfig,
    values?: unknown[],
  ): Promise<QueryResult<Row>>;
}

/** A transaction of PostgreSQL, for libs that keep tables of their own beside a log. */
export interface PgTx extends Tx {
  readonly adapter: 'postgres';
  readonly client: TxClient;
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
 * Several callers may work side by side in one transaction: their statements queue up. What is
 * still in the queue when `work` ends is refused, so that nothing slips in behind the commit.
 *
 * A lost connection, or a commit that failed, rejects; whether the commit happened is then unknown.
 */
export function pgTransactions(pool: Pool): Transactions {
  return {
    async run(work, { waitsForDisk = true } = {}) {
      const hooks: (() => void)[] = [];
      const result = await withTransaction(
        pool,
        async (connection) => {
          const { client, end } = oneAtATime(connection);
          const tx: PgTx = { adapter: 'postgres', client, afterCommit: (hook) => hooks.push(hook) };
          try {
            return await work(tx);
          } finally {
            await end();
          }
        },
        { waitsForDisk },
      );
      for (const hook of hooks) hook();
      return result;
    },
  };
}

/** A queue in front of a connection, which carries one statement at a time. */
function oneAtATime(connection: PoolClient): { client: TxClient; end: () => Promise<void> } {
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  return {
    client: {
      query<Row extends QueryResultRow>(statement: string | QueryConfig, values?: unknown[]) {
        const send = (): Promise<QueryResult<Row>> => {
          if (isOver) throw new Error('the transaction has ended');
          return connection.query<Row>(statement, values);
        };
        // The statement before answers for its own failure.
        const answer = last.then(send, send);
        last = answer;
        return answer;
      },
    },
    async end() {
      isOver = true;
      // Whoever asked for it hears how it went; here only that it is over counts.
      await Promise.allSettled([last]);
    },
  };
}
