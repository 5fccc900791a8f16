import type { Cause, Severity } from '@redress/contracts';
import type { Uuid } from '@redress/kernel';
import type { CaseEvents } from './case-event.js';

/** What triage found out about a case, and who owns it. Rounds are 0 before the first. */
export interface InvestigationPart {
  readonly round: number;
  readonly severity: Severity | null;
  readonly cause: Cause | null;
  /** Causes below level 1, from coarse to fine. */
  readonly causePath: readonly string[];
  readonly ownerId: Uuid | null;
  readonly teamId: Uuid | null;
  /** The last round in which an investigation was under way. */
  readonly startedRound: number;
  readonly attributedRound: number;
}

export const initialInvestigationPart: InvestigationPart = {
  round: 0,
  severity: null,
  cause: null,
  causePath: [],
  ownerId: null,
  teamId: null,
  startedRound: 0,
  attributedRound: 0,
};

/** The part after one event of the investigation's stream, in the order of its versions. */
export function foldInvestigation(
  before: InvestigationPart,
  event: CaseEvents['investigation'],
): InvestigationPart {
  const { round } = event.data;
  const part = { ...before, round: Math.max(before.round, round) };
  switch (event.type) {
    case 'ComplaintClassified': {
      const { severity, cause, causePath } = event.data;
      return { ...part, severity, cause, causePath };
    }
    case 'CaseAssigned': {
      const { ownerId, teamId = null } = event.data;
      return { ...part, ownerId, teamId };
    }
    case 'InvestigationStarted':
    case 'FindingRecorded':
      return { ...part, startedRound: Math.max(part.startedRound, round) };
    case 'ResponsibilityAttributed':
      return { ...part, attributedRound: Math.max(part.attributedRound, round) };
    // A tolerant reader: an event that the board does not show changes nothing.
    default:
      return before;
  }
}
