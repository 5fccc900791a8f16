import type { Stage } from '@redress/contracts';
import type { CaseState } from './case-state.js';

/**
 * The round that a case is in: the highest that any service has recorded something of. Only a
 * reopening begins a new one, but what happened in it may be heard of before the reopening is.
 */
export function roundOf({ investigation, clock, resolution, closure }: CaseState): number {
  return Math.max(1, investigation.round, clock.round, resolution.round, closure.round);
}

/** True when the closure stream, which alone ends a case, has ended the round that it is in. */
export function isClosed(state: CaseState): boolean {
  return state.closure.end?.round === roundOf(state);
}

/**
 * The furthest stage that a fact of the present round has opened. Facts of earlier rounds count
 * for nothing, except that intake's are of no round: a reopened case was received and thanked, and
 * a case of another system was investigated there.
 */
export function stageOf(state: CaseState): Stage {
  const { complaint, investigation, resolution, closure } = state;
  const round = roundOf(state);
  if (isClosed(state)) return 'CLOSED';
  if (closure.preventedRound === round) return 'PREVENTING';
  if (resolution.respondedRound === round) return 'FEEDBACK';
  if (resolution.proposedRound === round) return 'RESOLVING';
  if (resolution.remedyRound === round) return 'REMEDYING';
  if (investigation.startedRound === round || round > 1) return 'INVESTIGATING';
  if (complaint?.historic) return 'INVESTIGATING';
  return complaint?.thankedAt ? 'THANKED' : 'RECEIVED';
}
