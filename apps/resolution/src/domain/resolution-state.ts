import type { ResolutionEvent, Severity, respondedOutcomes } from '@redress/contracts';
import { type Heard, type Recorded, type Timestamp, hearNote } from '@redress/kernel';
import type { CaseFact } from './resolution-command.js';
import type { Strategy } from './strategy-ladder.policy.js';

/** A proposal that waits for the customer's answer, and what was done to get one. */
export interface OpenProposal {
  readonly proposalNo: number;
  readonly proposedAt: Timestamp;
  readonly chasedAt: readonly Timestamp[];
  /** When the customer's time to answer ran out. */
  readonly overdueAt: Timestamp | undefined;
}

/** How far this round has come. The steps stand in the only order in which they can be taken. */
export type Progress =
  | { readonly step: 'REMEDY_OPEN' }
  | { readonly step: 'REMEDY_DECIDED' }
  | { readonly step: 'PROPOSED'; readonly proposal: OpenProposal }
  | { readonly step: 'ANSWERED' }
  | { readonly step: 'RESPONDED'; readonly outcome: (typeof respondedOutcomes)[number] };

/** What other services have said of the case. */
export interface CaseFacts {
  readonly received: boolean;
  readonly thanked: boolean;
  readonly investigating: boolean;
  readonly severity: Severity | undefined;
  /** The last round with a finding; 0 before the first. */
  readonly findingRound: number;
  /** The last round that was closed; 0 before the first. */
  readonly closedRound: number;
  /** The system in which the case was handled before, and the response that it gave. */
  readonly historicSource: string | undefined;
  readonly historicResponse: string | undefined;
}

/** The resolution of one case, as its decisions need it. It holds no text. */
export interface ResolutionState {
  readonly round: number;
  readonly heard: Heard;
  readonly facts: CaseFacts;
  readonly progress: Progress;
  /** The last proposal of any round: numbers go on, and the ladder is climbed from there. */
  readonly lastProposal: { readonly proposalNo: number; readonly strategy: Strategy } | undefined;
}

export const initialResolution: ResolutionState = {
  round: 1,
  heard: {},
  facts: {
    received: false,
    thanked: false,
    investigating: false,
    severity: undefined,
    findingRound: 0,
    closedRound: 0,
    historicSource: undefined,
    historicResponse: undefined,
  },
  progress: { step: 'REMEDY_OPEN' },
  lastProposal: undefined,
};

export function evolve(
  state: ResolutionState,
  { type, data, occurredAt }: Recorded<ResolutionEvent>,
): ResolutionState {
  switch (type) {
    case 'CaseFactNoted':
      return withFact({ ...state, heard: hearNote(state.heard, data) }, data.fact, data.round);
    case 'PlanCommunicated':
      return state;
    case 'RemedyTaken':
    case 'RemedySkipped':
      // Help that is given after a proposal does not take the case back.
      if (state.progress.step !== 'REMEDY_OPEN') return state;
      return { ...state, progress: { step: 'REMEDY_DECIDED' } };
    case 'ResolutionProposed': {
      const { proposalNo, strategy } = data;
      const proposal = { proposalNo, proposedAt: occurredAt, chasedAt: [], overdueAt: undefined };
      return {
        ...state,
        progress: { step: 'PROPOSED', proposal },
        lastProposal: { proposalNo, strategy },
      };
    }
    case 'ResolutionAccepted':
    case 'ResolutionRejected':
    case 'ResolutionDeemedAccepted':
      return { ...state, progress: { step: 'ANSWERED' } };
    case 'FinalResponseIssued':
      return { ...state, progress: { step: 'RESPONDED', outcome: data.outcome } };
    case 'HistoricResponseRecorded':
      return { ...state, facts: { ...state.facts, historicResponse: data.response } };
  }
}

function withFact(state: ResolutionState, fact: CaseFact, round: number): ResolutionState {
  const know = (more: Partial<CaseFacts>) => ({ ...state, facts: { ...state.facts, ...more } });
  switch (fact.type) {
    case 'ComplaintReceived':
      return know({ received: true });
    case 'ComplainantThanked':
      return know({ thanked: true });
    case 'ComplaintClassified':
      return know({ severity: fact.severity });
    case 'InvestigationStarted':
      return know({ investigating: true });
    case 'FindingRecorded':
      return know({ findingRound: Math.max(round, state.facts.findingRound) });
    case 'ChaserSent':
      return withChaser(state, fact.at);
    case 'ResponseOverdue':
      return withOverdue(state, fact);
    case 'HistoricCaseRecorded':
      // The other system has done these steps; that it has is its word, so no event claims it.
      return know({
        received: true,
        thanked: true,
        investigating: true,
        historicSource: fact.source,
      });
    case 'HistoricCaseCorrected':
      return state;
    case 'ComplaintClosed':
      return know({ closedRound: Math.max(round, state.facts.closedRound) });
    case 'ComplaintReopened':
      if (round <= state.round) return state;
      return { ...state, round, progress: { step: 'REMEDY_OPEN' } };
  }
}

function withChaser(state: ResolutionState, at: Timestamp): ResolutionState {
  if (state.progress.step !== 'PROPOSED') return state;
  const { proposal } = state.progress;
  if (at < proposal.proposedAt) return state;
  const chasedAt = [...proposal.chasedAt, at].sort();
  return { ...state, progress: { step: 'PROPOSED', proposal: { ...proposal, chasedAt } } };
}

/** The time to answer another proposal, which ended while its answer was on the way, is nothing. */
function withOverdue(
  state: ResolutionState,
  { proposalNo, at }: Extract<CaseFact, { type: 'ResponseOverdue' }>,
): ResolutionState {
  if (state.progress.step !== 'PROPOSED') return state;
  const { proposal } = state.progress;
  if (proposalNo !== proposal.proposalNo) return state;
  return { ...state, progress: { step: 'PROPOSED', proposal: { ...proposal, overdueAt: at } } };
}
