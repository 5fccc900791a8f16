import type { ClosureEvent, Outcome, preventionModes } from '@redress/contracts';
import { type Heard, type Recorded, type Timestamp, hearNote } from '@redress/kernel';
import type { CaseFact } from './closure-command.js';

/** What one responsible department was told, and what it said to it. */
export type DepartmentForm = { readonly formNo: string; readonly departmentId: string } & (
  | {
      readonly status: 'SENT';
      /** When the time to dispute it ran out; undefined while it runs. */
      readonly disputeClosedAt: Timestamp | undefined;
    }
  | { readonly status: 'ACKNOWLEDGED' | 'DECIDED' }
  | { readonly status: 'DISPUTED'; readonly disputedBy: string }
);

/** Whether the customer was asked in this round, and what came of it. */
export type Survey =
  | { readonly status: 'NOT_SENT' | 'SENT' | 'DECLINED' }
  | { readonly status: 'ANSWERED'; readonly csat: number | undefined };

/** What other services have said of this round. A reopening forgets it. */
export interface RoundFacts {
  /** Outcome that the final response stated. */
  readonly outcome: Outcome | undefined;
  /** Departments with a share of the responsibility; empty when others carry all of it. */
  readonly responsible: readonly string[] | undefined;
}

/** The work of one round. */
export interface RoundWork {
  readonly forms: readonly DepartmentForm[];
  readonly survey: Survey;
  readonly prevention: (typeof preventionModes)[number] | undefined;
}

/** The closure of one case, as its decisions need it. It holds no text. */
export interface ClosureState {
  readonly round: number;
  readonly heard: Heard;
  /** The number that people quote; undefined until the receipt was heard of. */
  readonly complaintNo: string | undefined;
  readonly facts: RoundFacts;
  readonly work: RoundWork;
  /** Forms of all rounds: the next one is numbered after them. */
  readonly formsSent: number;
  /** When this round ended; undefined while the case is open. */
  readonly closedAt: Timestamp | undefined;
  /** The system in which the case was handled before, and whether it was disputed there. */
  readonly historicSource: string | undefined;
  readonly disputed: boolean;
}

const freshRound = {
  facts: { outcome: undefined, responsible: undefined },
  work: { forms: [], survey: { status: 'NOT_SENT' }, prevention: undefined },
  closedAt: undefined,
} satisfies Partial<ClosureState>;

export const initialClosure: ClosureState = {
  ...freshRound,
  round: 1,
  heard: {},
  complaintNo: undefined,
  formsSent: 0,
  historicSource: undefined,
  disputed: false,
};

export function evolve(
  state: ClosureState,
  { type, data, occurredAt, actor }: Recorded<ClosureEvent>,
): ClosureState {
  switch (type) {
    case 'CaseFactNoted':
      return withFact({ ...state, heard: hearNote(state.heard, data) }, data.fact, data.round);
    case 'FeedbackFormSent': {
      const { formNo, departmentId } = data;
      const form = { formNo, departmentId, status: 'SENT', disputeClosedAt: undefined } as const;
      const sent = { ...state, formsSent: state.formsSent + 1 };
      return withWork(sent, { forms: [...state.work.forms, form] });
    }
    case 'FeedbackAcknowledged':
      return withForm(state, { ...formOf(data), status: 'ACKNOWLEDGED' });
    case 'FeedbackDisputed':
      return withForm(state, { ...formOf(data), status: 'DISPUTED', disputedBy: actor.id });
    case 'DisputeDecided':
      return withForm(state, { ...formOf(data), status: 'DECIDED' });
    case 'SurveySent':
      return withWork(state, { survey: { status: 'SENT' } });
    case 'SurveyDeclined':
      return withWork(state, { survey: { status: 'DECLINED' } });
    case 'SurveyAnswered':
      return withWork(state, { survey: { status: 'ANSWERED', csat: data.csat } });
    case 'OutcomeDisputed':
      return { ...state, disputed: true };
    case 'PreventionDecided':
      return withWork(state, { prevention: data.mode });
    case 'ComplaintClosed':
    case 'ClosedAsImported':
      return { ...state, closedAt: occurredAt };
    case 'ComplaintReopened':
      return { ...state, ...freshRound, round: data.round };
  }
}

function withFact(state: ClosureState, fact: CaseFact, round: number): ClosureState {
  // A late fact of an earlier round is noted and counts for nothing.
  const know = (more: Partial<RoundFacts>) =>
    round === state.round ? { ...state, facts: { ...state.facts, ...more } } : state;
  switch (fact.type) {
    case 'ComplaintReceived':
      return { ...state, complaintNo: fact.complaintNo };
    case 'FinalResponseIssued':
      return know({ outcome: fact.outcome });
    case 'ResponsibilityAttributed':
      return know({ responsible: fact.departmentIds });
    case 'HistoricCaseRecorded':
      return { ...state, historicSource: fact.source };
    case 'DisputeWindowClosed':
      return withDisputeClosed(state, fact);
    case 'HistoricCaseCorrected':
    case 'WithdrawalRequested':
    case 'Referred':
      return state;
  }
}

function withWork(state: ClosureState, more: Partial<RoundWork>): ClosureState {
  return { ...state, work: { ...state.work, ...more } };
}

function withDisputeClosed(
  state: ClosureState,
  { formNo, at }: Extract<CaseFact, { type: 'DisputeWindowClosed' }>,
): ClosureState {
  const form = state.work.forms.find((each) => each.formNo === formNo);
  return form?.status === 'SENT' ? withForm(state, { ...form, disputeClosedAt: at }) : state;
}

function withForm(state: ClosureState, changed: DepartmentForm): ClosureState {
  const { forms } = state.work;
  return withWork(state, {
    forms: forms.map((form) => (form.formNo === changed.formNo ? changed : form)),
  });
}

function formOf({ formNo, departmentId }: { formNo: string; departmentId: string }) {
  return { formNo, departmentId };
}
