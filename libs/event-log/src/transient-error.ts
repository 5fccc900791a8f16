/**
 * Classes of SQLSTATE that say nothing about the data: connection, serialisation and deadlock,
 * resources, object in use or lock not available, and the server shutting down.
 */
const transientSqlState = /^(08|40|53|55|57P)/;

/** System errors of a connection that may work again in a moment. */
const transientSystemCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What node-postgres throws without a code when a connection ends under a statement. */
const lostConnection =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout)/;

const sqlStateLength = 5;

/**
 * True when trying the same again may succeed although nothing was changed: the database or the
 * network failed, not the handler. An error may say so itself by `retryable: true`, as a handler
 * does whose command was answered `BUSY`. Looks through `cause`, at most four errors deep.
 */
export function isTransient(thrown: unknown, depth = 0): boolean {
  if (!(thrown instanceof Error) || depth > 3) return false;
  if ('retryable' in thrown && thrown.retryable === true) return true;
  const code = 'code' in thrown ? thrown.code : undefined;
  if (typeof code === 'string') {
    if (transientSystemCodes.has(code)) return isNetwork(thrown, code);
    if (code.length === sqlStateLength && transientSqlState.test(code)) return true;
  }
  if (lostConnection.test(thrown.message)) return true;
  return isTransient(thrown.cause, depth + 1);
}

/** A missing socket is a server that is not there yet; a missing file is a defect of a handler. */
function isNetwork(thrown: Error, code: string): boolean {
  return code !== 'ENOENT' || ('syscall' in thrown && thrown.syscall === 'connect');
}
