import type { RejectionCode } from '@redress/contracts';
import { type Decision, notHeard, reject } from '@redress/kernel';
import type { ClosureState } from './closure-state.js';

/** Every reason for which a step of the closure is refused. */
export type ClosureCode = Extract<
  RejectionCode,
  | 'STAGE_NOT_REACHED'
  | 'CASE_CLOSED'
  | 'NOT_PERMITTED'
  | 'SAME_PERSON'
  | 'OUTCOME_NOT_ALLOWED'
  | 'DEPARTMENT_NOT_RESPONSIBLE'
  | 'FORM_ALREADY_SENT'
  | 'FORM_UNKNOWN'
  | 'FORM_ALREADY_ANSWERED'
  | 'DISPUTE_TOO_LATE'
  | 'FORM_NOT_DISPUTED'
  | 'SURVEY_NOT_SENT'
  | 'SURVEY_ALREADY_SENT'
  | 'SURVEY_ALREADY_ANSWERED'
  | 'SURVEY_EMPTY'
  | 'CAPA_MISSING'
  | 'APPROVER_MISSING'
  | 'PREVENTION_ALREADY_DECIDED'
  | 'GATES_UNMET'
  | 'CASE_NOT_CLOSED'
  | 'REOPEN_TOO_LATE'
>;

/** The rejection, or undefined when nothing speaks against it: guards are joined with `??`. */
export type Refusal = Decision<never, ClosureCode> | undefined;

/** Refuses every step of a case of which nothing was heard. */
export function unlessKnown(state: ClosureState): Refusal {
  if (state.complaintNo !== undefined) return undefined;
  return notHeard('no receipt of this complaint was heard of', state);
}

/** Refuses every step of a case that is unknown or closed. */
export function unlessOpen(state: ClosureState): Refusal {
  if (state.closedAt !== undefined) return reject('CASE_CLOSED', `round ${state.round} is closed`);
  return unlessKnown(state);
}

/** Refuses what belongs behind the final response of this round. */
export function unlessResponded(state: ClosureState): Refusal {
  if (state.facts.outcome !== undefined) return undefined;
  return notHeard(`no final response of round ${state.round} was heard of`, state);
}
