import type { Tx } from '@redress/event-log';
import { BusError } from './bus.error.js';
import type { CheckpointMove, CheckpointStore } from './checkpoint-store.port.js';

/** What ends the work on a partition that is somebody else's by now. */
export function ownershipLost({
  group,
  log,
  partition,
}: Pick<CheckpointMove, 'group' | 'log' | 'partition'>): BusError {
  return new BusError('OWNERSHIP_LOST', `${group}: another member owns ${log}/${partition}`);
}

/**
 * Moves a checkpoint as the last step of a transaction.
 *
 * @throws BusError OWNERSHIP_LOST, so that the transaction is rolled back
 */
export async function advanceCheckpoint(
  checkpoints: CheckpointStore,
  move: CheckpointMove,
  tx: Tx,
): Promise<void> {
  if (!(await checkpoints.advance(move, tx))) throw ownershipLost(move);
}
