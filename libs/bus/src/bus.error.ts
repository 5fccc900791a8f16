/**
 * Why a subscription or a consumer cannot go on. Stable: runbooks and tests rely on the codes.
 *
 * - `NO_CHECKPOINT`: the group has never read this log and was not told where to begin
 * - `UNKNOWN_LOG`: the bus has no source of that name
 * - `LOG_HOLE`: a record is missing between two that were read; going on would lose it for good
 * - `OWNERSHIP_LOST`: another member owns the partition; roll back, nothing is broken
 * - `HANDLER_STUCK`: a handler gave no sign of life for so long that only a new process helps
 * - `BAD_DEPLOY`: too many keys fail; this is a defect of the program, not of some data
 * - `TOO_MANY_WAITERS`: the bound on callers who wait for a position is met
 */
export type BusErrorCode =
  | 'NO_CHECKPOINT'
  | 'UNKNOWN_LOG'
  | 'LOG_HOLE'
  | 'OWNERSHIP_LOST'
  | 'HANDLER_STUCK'
  | 'BAD_DEPLOY'
  | 'TOO_MANY_WAITERS';

/** An error of the bus; `code` is for programs, `message` says what to do. */
export class BusError extends Error {
  override readonly name = 'BusError';

  constructor(
    readonly code: BusErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** True when `thrown` is an error of the bus with this code. */
export function isBusError(thrown: unknown, code: BusErrorCode): thrown is BusError {
  return thrown instanceof BusError && thrown.code === code;
}

/** Anything that was thrown, as an Error: libraries throw strings, null and undefined too. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(`thrown: ${describe(thrown)}`, { cause: thrown });
}

function describe(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  try {
    return JSON.stringify(thrown) ?? typeof thrown;
  } catch {
    // Cyclic, or with a getter that throws: the type is all that can be said of it.
    return Object.prototype.toString.call(thrown);
  }
}
