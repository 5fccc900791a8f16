import type { RejectionCode } from '@redress/contracts';
import { type Decision, notHeard, reject } from '@redress/kernel';
import type { InvestigationState } from './investigation-state.js';

/** Every reason for which a step of the investigation is refused. */
export type InvestigationCode = Extract<
  RejectionCode,
  | 'STAGE_NOT_REACHED'
  | 'CASE_CLOSED'
  | 'OCCURRED_IN_FUTURE'
  | 'TAXONOMY_VERSION_UNKNOWN'
  | 'CLASSIFICATION_MISSING'
  | 'NOT_ASSIGNED'
  | 'ALREADY_ASSIGNED'
  | 'INVESTIGATION_NOT_STARTED'
  | 'INVESTIGATION_ALREADY_STARTED'
  | 'EVIDENCE_MISSING'
  | 'FINDING_MISSING'
  | 'APOLOGY_MISSING'
  | 'SHARES_NOT_100'
  | 'SHARE_WITHOUT_DEPARTMENT'
  | 'SHARE_REPEATED'
>;

/** The rejection, or undefined when nothing speaks against it: guards are joined with `??`. */
export type Refusal = Decision<never, InvestigationCode> | undefined;

/** Refuses every step of a case that is closed in this round or unknown here. */
export function unlessOpen(state: InvestigationState): Refusal {
  const { facts, round } = state;
  if (facts.closedRound >= round) return reject('CASE_CLOSED', `round ${round} is closed`);
  if (facts.received) return undefined;
  return notHeard('no receipt of this complaint was heard of', state);
}
