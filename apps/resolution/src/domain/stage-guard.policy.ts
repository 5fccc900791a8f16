import type { RejectionCode } from '@redress/contracts';
import { type Decision, notHeard, reject } from '@redress/kernel';
import type { ResolutionState } from './resolution-state.js';

/** Every reason for which a step of the resolution is refused. */
export type ResolutionCode = Extract<
  RejectionCode,
  | 'STAGE_NOT_REACHED'
  | 'CASE_CLOSED'
  | 'ALREADY_EXISTS'
  | 'OCCURRED_IN_FUTURE'
  | 'OCCURRED_BEFORE_CAUSE'
  | 'REMEDY_UNDECIDED'
  | 'REMEDY_REQUIRED'
  | 'PROPOSAL_OPEN'
  | 'NO_PROPOSAL_OPEN'
  | 'RESOLUTION_UNANSWERED'
  | 'FINAL_RESPONSE_ISSUED'
  | 'OUTCOME_NOT_ALLOWED'
  | 'PLAN_DATE_IN_PAST'
  | 'STRATEGY_ORDER'
>;

/** The rejection, or undefined when nothing speaks against it: guards are joined with `??`. */
export type Refusal = Decision<never, ResolutionCode> | undefined;

/** Refuses what needs a fact that has not been heard here yet: a guard to join with others. */
export function unlessHeard(known: boolean, missing: string, state: ResolutionState): Refusal {
  return known ? undefined : notHeard(missing, state);
}

/** Refuses every step of a case that is unknown, closed, or answered for good in this round. */
export function unlessOpen(state: ResolutionState): Refusal {
  const { facts, round, progress } = state;
  if (facts.closedRound >= round) return reject('CASE_CLOSED', `round ${round} is closed`);
  if (progress.step === 'RESPONDED') {
    return reject('FINAL_RESPONSE_ISSUED', `round ${round} has its final response`);
  }
  return unlessHeard(facts.received, 'no receipt of this complaint was heard of', state);
}
