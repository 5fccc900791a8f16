import type { CheckpointMove, CheckpointStore } from './checkpoint-store.port.js';

/**
 * Checkpoints that may also move by themselves: past records without effects, which need no
 * transaction to commit with. A move is fenced as every other one.
 */
export interface SkipStore extends CheckpointStore {
  /**
   * Resolves once the move is committed, a little later, together with others; false: another owner
   * has the checkpoint. A crash of the database may undo it, and the records are skipped once more.
   */
  skip(move: CheckpointMove): Promise<boolean>;
  /** Commits now what was to be committed a little later. */
  hurry(): void;
}

/** True for stores that move checkpoints by themselves; in the others each move is a transaction. */
export function canSkip(store: CheckpointStore): store is SkipStore {
  return 'skip' in store && 'hurry' in store;
}
