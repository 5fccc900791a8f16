import type { MemoryTx } from '@redress/event-log';

/** A checkpoint row of the in-memory model. */
export interface MemoryCheckpoint {
  readonly group: string;
  readonly log: string;
  readonly partition: number;
  offset: number;
  epoch: number;
  owner: string | undefined;
  /** The open transaction that has moved it: others wait, as for the lock of a row. */
  lockedBy: MemoryTx | undefined;
}

/**
 * The tables of the in-memory model: what members of one "database" share. Give the same object
 * to several buses and stores to make them members of one group.
 */
export class MemoryCheckpoints {
  /** When each member was last seen, by group and member. */
  readonly members = new Map<string, Map<string, number>>();
  private readonly rows = new Map<string, MemoryCheckpoint>();
  private readonly waiting = new Set<() => void>();

  row(group: string, log: string, partition: number): MemoryCheckpoint | undefined {
    return this.rows.get(`${group}/${log}/${partition}`);
  }

  ofGroup(group: string): MemoryCheckpoint[] {
    return [...this.rows.values()].filter((row) => row.group === group);
  }

  create(group: string, log: string, partition: number, offset: number): void {
    const row = { group, log, partition, offset, epoch: 0, owner: undefined, lockedBy: undefined };
    this.rows.set(`${group}/${log}/${partition}`, row);
  }

  /** Waits until no other transaction has the row, then keeps it until `tx` is over. */
  async lock(row: MemoryCheckpoint, tx: MemoryTx): Promise<void> {
    await this.unlocked(row, tx);
    if (row.lockedBy === tx) return;
    row.lockedBy = tx;
    tx.onEnd(() => {
      row.lockedBy = undefined;
      for (const wake of [...this.waiting]) wake();
    });
  }

  /** Waits until no transaction, or only this one, has the row. */
  async unlocked(row: MemoryCheckpoint, tx?: MemoryTx): Promise<void> {
    while (row.lockedBy && row.lockedBy !== tx) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.waiting.delete(wake);
          resolve();
        };
        this.waiting.add(wake);
      });
    }
  }
}
