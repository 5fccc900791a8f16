import type { CloseGate, closureEvents, EventOf, Outcome } from '@redress/contracts';
import type { Timestamp, Uuid } from '@redress/kernel';
import type { CaseEvents } from './case-event.js';

type DataOf<Type extends keyof typeof closureEvents> = EventOf<
  (typeof closureEvents)[Type]
>['data'];

/** First leg of the feedback: what a responsible department was told, and what came back. */
export interface DepartmentForm {
  readonly formNo: string;
  readonly departmentId: Uuid;
  readonly round: number;
  /** A dispute ends with CONFIRMED (the department stays responsible) or CLEARED. */
  readonly state: 'SENT' | 'ACKNOWLEDGED' | 'DISPUTED' | 'CONFIRMED' | 'CLEARED';
  readonly sentAt: Timestamp;
  readonly answeredAt: Timestamp | null;
}

/** Second leg: what the customer was asked, and the scores of the answer. */
export interface CustomerSurvey {
  readonly round: number;
  readonly state: 'SENT' | 'DECLINED' | 'ANSWERED';
  readonly instrument: DataOf<'SurveySent'>['instrument'] | null;
  readonly askedAt: Timestamp | null;
  readonly answeredAt: Timestamp | null;
  readonly csat: number | null;
  readonly ces: number | null;
  readonly nps: number | null;
}

/** How a round ended. */
export interface CaseEnd {
  readonly round: number;
  readonly closedAt: Timestamp;
  /** Null where another system closed the case: it says so in words of its own. */
  readonly outcome: Outcome | null;
  readonly unmetGates: readonly CloseGate[];
}

/** What follow-up says of a case. Only this stream ends it. */
export interface ClosurePart {
  readonly round: number;
  readonly forms: readonly DepartmentForm[];
  readonly surveys: readonly CustomerSurvey[];
  readonly preventedRound: number;
  /** The last end; the case is open again when a later round began. */
  readonly end: CaseEnd | null;
  readonly disputed: boolean;
}

export const initialClosurePart: ClosurePart = {
  round: 0,
  forms: [],
  surveys: [],
  preventedRound: 0,
  end: null,
  disputed: false,
};

/** The part after one event of the closure's stream, in the order of its versions. */
export function foldClosure(before: ClosurePart, event: CaseEvents['closure']): ClosurePart {
  const { occurredAt: at } = event;
  const part = { ...before, round: Math.max(before.round, event.data.round) };
  switch (event.type) {
    case 'FeedbackFormSent':
      return { ...part, forms: [...part.forms, formOf(event.data, at)] };
    case 'FeedbackAcknowledged':
      return answerForm(part, event.data.formNo, 'ACKNOWLEDGED', at);
    case 'FeedbackDisputed':
      return answerForm(part, event.data.formNo, 'DISPUTED', at);
    case 'DisputeDecided':
      return answerForm(part, event.data.formNo, event.data.stands ? 'CONFIRMED' : 'CLEARED', at);
    case 'SurveySent': {
      const { round, instrument } = event.data;
      return withSurvey(part, round, { state: 'SENT', instrument, askedAt: at });
    }
    case 'SurveyDeclined':
      return withSurvey(part, event.data.round, { state: 'DECLINED', answeredAt: at });
    case 'SurveyAnswered': {
      const { round, csat = null, ces = null, nps = null } = event.data;
      return withSurvey(part, round, { state: 'ANSWERED', answeredAt: at, csat, ces, nps });
    }
    case 'OutcomeDisputed':
      return { ...part, disputed: true };
    case 'PreventionDecided':
      return { ...part, preventedRound: event.data.round };
    case 'ComplaintClosed':
    case 'ClosedAsImported':
      return { ...part, end: endOf(event) };
    case 'ComplaintReopened':
      return part;
    // A tolerant reader: an event that the board does not show changes nothing.
    default:
      return before;
  }
}

function formOf(
  { formNo, departmentId, round }: DataOf<'FeedbackFormSent'>,
  sentAt: Timestamp,
): DepartmentForm {
  return { formNo, departmentId, round, state: 'SENT', sentAt, answeredAt: null };
}

/** The first answer is the department's; what is decided about its dispute comes later. */
function answerForm(
  part: ClosurePart,
  formNo: string,
  state: DepartmentForm['state'],
  at: Timestamp,
): ClosurePart {
  return {
    ...part,
    forms: part.forms.map((form) =>
      form.formNo === formNo ? { ...form, state, answeredAt: form.answeredAt ?? at } : form,
    ),
  };
}

/** A customer may decline before anybody asked, so the survey of a round may begin anywhere. */
function withSurvey(
  part: ClosurePart,
  round: number,
  changes: Partial<CustomerSurvey>,
): ClosurePart {
  const fresh: CustomerSurvey = {
    round,
    state: 'SENT',
    instrument: null,
    askedAt: null,
    answeredAt: null,
    csat: null,
    ces: null,
    nps: null,
  };
  const known = part.surveys.find((survey) => survey.round === round) ?? fresh;
  const others = part.surveys.filter((survey) => survey.round !== round);
  return { ...part, surveys: [...others, { ...known, ...changes }] };
}

function endOf({
  type,
  data,
  occurredAt,
}: Extract<CaseEvents['closure'], { type: 'ComplaintClosed' | 'ClosedAsImported' }>): CaseEnd {
  return {
    round: data.round,
    closedAt: occurredAt,
    outcome: type === 'ComplaintClosed' ? data.outcome : null,
    unmetGates: data.unmetGates,
  };
}
