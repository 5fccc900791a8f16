import type { Outcome } from '@redress/contracts';
import type { CaseState } from './case-state.js';
import { isClosed, roundOf } from './stage-of-a-case.policy.js';

/**
 * How the present round came out: as it was closed, else as the final response said. Null while
 * neither is there, and for a case that another system closed in words of its own.
 */
export function outcomeOf(state: CaseState): Outcome | null {
  const { closure, resolution } = state;
  if (isClosed(state)) return closure.end?.outcome ?? null;
  return resolution.respondedRound === roundOf(state) ? resolution.outcome : null;
}
