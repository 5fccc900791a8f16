import { memoryTx, type Tx } from '@redress/event-log';
import type { CheckpointMove, CheckpointStore } from './checkpoint-store.port.js';
import { CheckpointWaiters } from './checkpoint-waiters.js';
import type { MemoryCheckpoints } from './memory-checkpoints.js';

/** Checkpoints of the in-memory model. */
export class MemoryCheckpointStore implements CheckpointStore {
  private readonly waiters: CheckpointWaiters;

  constructor(private readonly tables: MemoryCheckpoints) {
    this.waiters = new CheckpointWaiters(async (wanted) =>
      wanted.map(({ group, log, partition }) => tables.row(group, log, partition)?.offset),
    );
  }

  async advance(move: CheckpointMove, tx: Tx): Promise<boolean> {
    const own = memoryTx(tx);
    const row = this.tables.row(move.group, move.log, move.partition);
    if (!row) return false;
    await this.tables.lock(row, own);
    if (row.offset !== move.from || row.epoch !== move.epoch) return false;
    own.onCommit(() => {
      row.offset = move.to;
    });
    own.afterCommit(() => this.waiters.committed(move, move.to));
    return true;
  }

  async committed(group: string, log: string, partition: number): Promise<number | undefined> {
    return this.tables.row(group, log, partition)?.offset;
  }

  async waitFor(
    group: string,
    at: { log: string; partition: number; offset: number },
    timeoutMs: number,
  ): Promise<boolean> {
    const { log, partition, offset } = at;
    return this.waiters.wait({ group, log, partition }, offset, timeoutMs);
  }
}
