import type { Timestamp } from '@redress/kernel';
import type { PathCause, PathPoint } from './tier-path.policy.js';

/** Where two paths part: the instant, what happened then, and where each of them leads. */
export interface Divergence {
  readonly at: Timestamp;
  readonly cause: PathCause;
  /** Null where a path has not begun by then. */
  readonly a: PathPoint | null;
  readonly b: PathPoint | null;
}

/**
 * The first instant from which two paths of one customer differ in tier or proposal; undefined where
 * they never do. Scores alone are no parting of ways.
 */
export function firstDivergence(
  a: readonly PathPoint[],
  b: readonly PathPoint[],
): Divergence | undefined {
  const instants = [...new Set([...a, ...b].map(({ at }) => at))].sort();
  const onA = follow(a);
  const onB = follow(b);
  for (const at of instants) {
    const left = onA(at);
    const right = onB(at);
    if (left?.tier === right?.tier && left?.proposed === right?.proposed) continue;
    if (isAtRest(left) && isAtRest(right)) continue;
    const caused = [right, left].find((point) => point?.at === at);
    if (caused) return { at, cause: caused.cause, a: left, b: right };
  }
  return undefined;
}

/** Before its first point a path stands in the lowest tier, with nothing proposed. */
function isAtRest(point: PathPoint | null): boolean {
  return point === null || (point.tier === 'T0' && point.proposed === null);
}

/** Walks along a path: the last point up to an instant, asked for in rising order. */
function follow(path: readonly PathPoint[]): (at: Timestamp) => PathPoint | null {
  let next = 0;
  return (at) => {
    while ((path[next]?.at ?? '~') <= at) next += 1;
    return path[next - 1] ?? null;
  };
}
