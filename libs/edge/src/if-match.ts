import { Problem } from './problem.js';

/**
 * The stream version that `If-Match` names, undefined without the header. Only one strong tag as
 * the edge hands it out (`"7"`): `*` and weak tags would promise a check that does not happen.
 */
export function expectedVersionOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const version = /^"(0|[1-9]\d{0,14})"$/.exec(header.trim())?.[1];
  if (version === undefined) {
    throw new Problem('IF_MATCH_INVALID', 'If-Match takes one ETag as it was given, e.g. "7"');
  }
  return Number(version);
}
