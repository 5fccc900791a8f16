/**
 * Why the server could not be started. Stable: scripts and runbooks rely on the codes.
 *
 * - `DATA_DIR_IN_USE`: a live process owns the directory (the message names its pid)
 * - `DATA_DIR_VERSION_MISMATCH`: written by another major version of PostgreSQL
 * - `DATA_DIR_NOT_WRITABLE`: missing permission, or a read-only file system
 * - `DATA_DIR_WRONG_OWNER`: the data belong to another user than the server would run as
 * - `DISK_FULL`: no space left for the data directory
 * - `POSTGRES_BINARIES_MISSING`: the npm package with the programs of this platform is missing
 * - `PLATFORM_NOT_SUPPORTED`: there is no such package for this platform
 * - `USER_NOT_SUPPORTED`: the user has no name, or is root where root cannot step down
 * - `SOCKET_DIR_NOT_SAFE`: somebody else owns the folder of the socket
 * - `NOT_MAIN_THREAD`: called in a worker thread, whose end would stop the server
 * - `START_FAILED`: anything else; the message carries what the server wrote last
 */
export type PostgresStartErrorCode =
  | 'DATA_DIR_IN_USE'
  | 'DATA_DIR_VERSION_MISMATCH'
  | 'DATA_DIR_NOT_WRITABLE'
  | 'DATA_DIR_WRONG_OWNER'
  | 'DISK_FULL'
  | 'POSTGRES_BINARIES_MISSING'
  | 'PLATFORM_NOT_SUPPORTED'
  | 'USER_NOT_SUPPORTED'
  | 'SOCKET_DIR_NOT_SAFE'
  | 'NOT_MAIN_THREAD'
  | 'START_FAILED';

/** The server could not be started; `message` says what to do, `code` is for programs. */
export class PostgresStartError extends Error {
  override readonly name = 'PostgresStartError';

  constructor(
    readonly code: PostgresStartErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
