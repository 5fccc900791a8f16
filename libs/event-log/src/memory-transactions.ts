import type { Transactions, Tx } from './event-log.port.js';

/** A transaction in memory: what is staged in it becomes visible at once, when it commits. */
export interface MemoryTx extends Tx {
  readonly adapter: 'memory';
  /** Makes staged changes visible. All of a transaction run in one go, in order. Must not throw. */
  onCommit(apply: () => void): void;
  /** Runs when the transaction is over, committed or not: gives back what it had locked. */
  onEnd(release: () => void): void;
  /** Runs after a commit, when others can see it. */
  afterCommit(hook: () => void): void;
}

/**
 * The memory side of a transaction.
 *
 * @throws Error when it was opened by another adapter
 */
export function memoryTx(tx: Tx): MemoryTx {
  if (tx.adapter !== 'memory') throw new Error(`a transaction of ${tx.adapter}, not of memory`);
  return tx as MemoryTx;
}

/** Transactions for specs, with the semantics of those in PostgreSQL: all of it, or nothing. */
export function memoryTransactions(): Transactions {
  return { run: (work) => runInMemory(work) };
}

/** Runs `work` in one memory transaction and passes its result, or its rejection, on. */
export async function runInMemory<T>(work: (tx: MemoryTx) => Promise<T>): Promise<T> {
  const applies: (() => void)[] = [];
  const releases: (() => void)[] = [];
  const hooks: (() => void)[] = [];
  const tx: MemoryTx = {
    adapter: 'memory',
    onCommit: (apply) => applies.push(apply),
    onEnd: (release) => releases.push(release),
    afterCommit: (hook) => hooks.push(hook),
  };
  try {
    const result = await work(tx);
    for (const apply of applies) apply();
    return result;
  } catch (error) {
    hooks.length = 0;
    throw error;
  } finally {
    for (const release of releases) release();
    for (const hook of hooks) hook();
  }
}
