import type { Outcome } from '@redress/contracts';
import type { CaseEvents } from './case-event.js';

/** How far the resolution of a case came: the last round of each step, 0 before the first. */
export interface ResolutionPart {
  readonly round: number;
  readonly remedyRound: number;
  readonly proposedRound: number;
  readonly respondedRound: number;
  /** What the final response of `respondedRound` said. */
  readonly outcome: Outcome | null;
  /** What another system answered, as it calls it. */
  readonly historicResponse: string | null;
}

export const initialResolutionPart: ResolutionPart = {
  round: 0,
  remedyRound: 0,
  proposedRound: 0,
  respondedRound: 0,
  outcome: null,
  historicResponse: null,
};

/** The part after one event of the resolution's stream, in the order of its versions. */
export function foldResolution(
  before: ResolutionPart,
  event: CaseEvents['resolution'],
): ResolutionPart {
  const { round } = event.data;
  const part = { ...before, round: Math.max(before.round, round) };
  switch (event.type) {
    case 'RemedyTaken':
    case 'RemedySkipped':
      return { ...part, remedyRound: Math.max(part.remedyRound, round) };
    case 'ResolutionProposed':
      return { ...part, proposedRound: Math.max(part.proposedRound, round) };
    case 'FinalResponseIssued':
      return { ...part, respondedRound: round, outcome: event.data.outcome };
    case 'HistoricResponseRecorded':
      return { ...part, historicResponse: event.data.response };
    case 'PlanCommunicated':
    case 'ResolutionAccepted':
    case 'ResolutionRejected':
    case 'ResolutionDeemedAccepted':
      return part;
    // A tolerant reader: an event that the board does not show changes nothing.
    default:
      return before;
  }
}
