import { Problem } from './problem.js';

/** The code in `Redress-Purpose`, undefined without the header. Throws PURPOSE_INVALID. */
export function purposeOf(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  if (/^[A-Z][A-Z0-9_]{2,63}$/.test(header)) return header;
  throw new Problem('PURPOSE_INVALID', 'a purpose is a code such as HANDLE_CASE');
}
