import { Problem } from './problem.js';

/** Counts requests that wait, so that waiting cannot use up the process. */
export interface WaiterBound {
  /** Takes a place; the answer gives it back. Throws TOO_MANY_WAITERS when none is free. */
  enter(caller: string): () => void;
}

/** Makes the bound: so many per caller, so many in all. */
export function createWaiterBound(perCallerMax: number, allMax: number): WaiterBound {
  const waiting = new Map<string, number>();
  let all = 0;
  return {
    enter(caller) {
      const own = waiting.get(caller) ?? 0;
      if (own >= perCallerMax || all >= allMax) {
        throw new Problem('TOO_MANY_WAITERS', 'too many requests wait for positions already', {
          retryable: true,
          retryAfterSec: 1,
        });
      }
      waiting.set(caller, own + 1);
      all += 1;
      return () => {
        const left = (waiting.get(caller) ?? 1) - 1;
        if (left === 0) waiting.delete(caller);
        else waiting.set(caller, left);
        all -= 1;
      };
    },
  };
}
