import type { Tx } from '@redress/event-log';

/** One step of a checkpoint, fenced by the old offset and the owner's epoch. */
export interface CheckpointMove {
  readonly group: string;
  readonly log: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  readonly epoch: number;
}

/** Where the groups of one service stand, in the service's own database. */
export interface CheckpointStore {
  /** Moves the checkpoint inside `tx`. False: another owner has it; roll back and give up. */
  advance(move: CheckpointMove, tx: Tx): Promise<boolean>;
  /** Last committed offset, -1 before the first, undefined when the group is unknown there. */
  committed(group: string, log: string, partition: number): Promise<number | undefined>;
  /**
   * Resolves true when the group has committed the offset, false after `timeoutMs`. Serves
   * `Redress-After`: a caller who waits here sees what was written at that position.
   */
  waitFor(
    group: string,
    at: { log: string; partition: number; offset: number },
    timeoutMs: number,
  ): Promise<boolean>;
}
