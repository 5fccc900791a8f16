/** Why a rebuild was not begun or not finished. */
export type RebuildErrorCode =
  | 'REBUILD_RUNNING'
  | 'PARKED_KEYS'
  | 'POISON_EVENT'
  | 'NOTHING_TO_ROLL_BACK'
  | 'PROJECTION_UNKNOWN'
  | 'SWAP_BLOCKED';

/** A rebuild that was refused. The live read model is as it was. */
export class RebuildError extends Error {
  override readonly name = 'RebuildError';

  constructor(
    readonly code: RebuildErrorCode,
    message: string,
  ) {
    super(message);
  }
}
