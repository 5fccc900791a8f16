/**
 * Why a server could not be started. Stable: scripts rely on the codes.
 *
 * - `PROGRAM_MISSING`: java, mvn or redis-server is not on the PATH, or too old
 * - `DOWNLOAD_FAILED`: Maven could not fetch the jars of Kafka
 * - `NOT_MAIN_THREAD`: called in a worker thread, whose end would stop the server
 * - `START_FAILED`: anything else; the message carries what the server wrote last
 */
export type ServerStartErrorCode =
  | 'PROGRAM_MISSING'
  | 'DOWNLOAD_FAILED'
  | 'NOT_MAIN_THREAD'
  | 'START_FAILED';

/** The server could not be started; `message` says what to do, `code` is for programs. */
export class ServerStartError extends Error {
  override readonly name = 'ServerStartError';

  constructor(
    readonly code: ServerStartErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
