import { type Position, parsePosition } from '@redress/kernel';
import { Problem } from './problem.js';

/** Most positions that one request may wait for. */
export const afterPositionsMax = 8;

/** The positions of `Redress-After`: none without the header. Throws AFTER_INVALID. */
export function afterPositionsOf(header: string | undefined): readonly Position[] {
  if (header === undefined) return [];
  const parts = header.split(',');
  if (parts.length > afterPositionsMax) {
    throw new Problem(
      'AFTER_INVALID',
      `Redress-After takes at most ${afterPositionsMax} positions`,
    );
  }
  return parts.map((part) => {
    const position = parsePosition(part.trim());
    if (position) return position;
    throw new Problem('AFTER_INVALID', 'a position is written <log>/<partition>/<offset>');
  });
}
