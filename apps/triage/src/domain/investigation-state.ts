import type { EventOf, InvestigationEvent, investigationEvents } from '@redress/contracts';
import { type Heard, type Recorded, type Uuid, hearNote } from '@redress/kernel';
import type { CaseFact } from './investigation-command.js';

/** How the complaint is classified. */
export type Classification = Omit<
  EventOf<typeof investigationEvents.ComplaintClassified>['data'],
  'round'
>;

/** Who is to blame for what part, in percent; the parts sum to 100. */
export type ResponsibilityShares = EventOf<
  typeof investigationEvents.ResponsibilityAttributed
>['data']['shares'];

/** What other services have said of the case. Intake's facts hold for all rounds. */
export interface CaseFacts {
  readonly received: boolean;
  readonly thanked: boolean;
  readonly apologised: boolean;
  /** The system in which the case was handled before and its steps were taken. */
  readonly historicSource: string | undefined;
  /** The last round with a final response; 0 before the first. */
  readonly respondedRound: number;
  /** The last round that was closed; 0 before the first. */
  readonly closedRound: number;
}

/** An investigation that is under way. A finding needs one, an attribution needs a finding. */
export interface OpenInquiry {
  readonly step: 'INVESTIGATING';
  /** Nobody leads yet where the round began in the middle: reopened, or from elsewhere. */
  readonly leadId: Uuid | undefined;
  readonly findings: number;
  readonly shares: ResponsibilityShares | undefined;
}

/** Finding out, in this round. */
export type Inquiry = { readonly step: 'NOT_STARTED' } | OpenInquiry;

/** The investigation of one case, as its decisions need it. It holds no text. */
export interface InvestigationState {
  readonly round: number;
  readonly heard: Heard;
  readonly facts: CaseFacts;
  readonly classification: Classification | undefined;
  /** Somebody here has classified it; what another system thinks of it is history since. */
  readonly classifiedHere: boolean;
  readonly owner: { readonly ownerId: Uuid; readonly teamId: Uuid | undefined } | undefined;
  readonly inquiry: Inquiry;
}

const underway: OpenInquiry = {
  step: 'INVESTIGATING',
  leadId: undefined,
  findings: 0,
  shares: undefined,
};

export const initialInvestigation: InvestigationState = {
  round: 1,
  heard: {},
  facts: {
    received: false,
    thanked: false,
    apologised: false,
    historicSource: undefined,
    respondedRound: 0,
    closedRound: 0,
  },
  classification: undefined,
  classifiedHere: false,
  owner: undefined,
  inquiry: { step: 'NOT_STARTED' },
};

export function evolve(
  state: InvestigationState,
  { type, data, actor }: Recorded<InvestigationEvent>,
): InvestigationState {
  switch (type) {
    case 'CaseFactNoted':
      return withFact({ ...state, heard: hearNote(state.heard, data) }, data.fact, data.round);
    case 'ComplaintClassified': {
      const { round: _, ...classification } = data;
      return { ...state, classification, classifiedHere: actor.kind !== 'SYSTEM' };
    }
    case 'CaseAssigned':
      return { ...state, owner: { ownerId: data.ownerId, teamId: data.teamId } };
    case 'InvestigationStarted':
      return { ...state, inquiry: { ...inquiryOf(state), leadId: data.leadId } };
    case 'FindingRecorded': {
      const inquiry = inquiryOf(state);
      return { ...state, inquiry: { ...inquiry, findings: inquiry.findings + 1 } };
    }
    case 'ResponsibilityAttributed':
      return { ...state, inquiry: { ...inquiryOf(state), shares: data.shares } };
  }
}

function inquiryOf({ inquiry }: InvestigationState): OpenInquiry {
  return inquiry.step === 'INVESTIGATING' ? inquiry : underway;
}

function withFact(state: InvestigationState, fact: CaseFact, round: number): InvestigationState {
  const know = (more: Partial<CaseFacts>) => ({ ...state, facts: { ...state.facts, ...more } });
  switch (fact.type) {
    case 'ComplaintReceived':
      return know({ received: true });
    case 'ComplainantThanked':
      return know({ thanked: true });
    case 'ApologyGiven':
      return know({ apologised: true });
    case 'HistoricCaseRecorded':
      // Its steps were taken in another system; it stands where that system left it.
      return {
        ...know({ received: true, historicSource: fact.source }),
        inquiry: inquiryOf(state),
      };
    case 'FinalResponseIssued':
      return know({ respondedRound: Math.max(round, state.facts.respondedRound) });
    case 'ComplaintClosed':
      return know({ closedRound: Math.max(round, state.facts.closedRound) });
    case 'ComplaintReopened':
      // What it is about and who owns it is still so; what was found and who was to blame is not.
      return round <= state.round ? state : { ...state, round, inquiry: underway };
  }
}
