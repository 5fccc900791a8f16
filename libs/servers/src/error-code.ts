/**
 * The `code` of an error of Node or PostgreSQL, such as `ENOENT` or `23505`; undefined for anything
 * without one.
 *
 * Not by `instanceof`: an error may come from another realm, as those of Node do inside Jest.
 */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
