import type { ClosureEvent } from '@redress/contracts';
import {
  type CommandMeta,
  type Timestamp,
  personal,
  plusSeconds,
  systemActor,
} from '@redress/kernel';
import type { CaseFact, ClosureCommand, NoteCaseFact } from './closure-command.js';

export const morning = '2026-03-02T09:00:00.000Z';
export const noon = '2026-03-02T12:00:00.000Z';
export const monthLater = plusSeconds(noon, 30 * 86_400);

export const anna = {
  kind: 'USER',
  role: 'quality',
  id: '0190a000-0000-7000-8000-00000000000a',
} as const;
export const ben = {
  kind: 'USER',
  role: 'quality',
  id: '0190a000-0000-7000-8000-00000000000b',
} as const;
export const warehouse = '0190a000-0000-7000-8000-0000000000d1';
export const logistics = '0190a000-0000-7000-8000-0000000000d2';
export const capaId = '0190a000-0000-7000-8000-0000000000c1';
export const text = personal('Please look into it.');

export const meta = (now: Timestamp = noon, actor: CommandMeta['actor'] = anna): CommandMeta => ({
  tenantId: 'demo',
  actor,
  now,
  origin: 'LIVE',
  correlationId: '0190a000-0000-7000-8000-000000000000',
});

let offset = 0;
export const note = (fact: CaseFact, round?: number): NoteCaseFact => {
  offset += 1;
  return {
    type: 'NoteCaseFact',
    data: {
      sourceLog: 'intake',
      sourcePartition: 3,
      sourceOffset: offset,
      sourceRecordedAt: morning,
      occurredAt: morning,
      fact,
      ...(round ? { round } : {}),
    },
    meta: meta(morning, systemActor('follow-up')),
  };
};
export const noted = (fact: CaseFact, round = 1): ClosureEvent => {
  const { occurredAt, ...data } = note(fact).data;
  return { type: 'CaseFactNoted', occurredAt, data: { ...data, round } };
};

export const received = noted({ type: 'ComplaintReceived', complaintNo: 'C-2026-000123' });
export const responded = (round = 1) =>
  noted({ type: 'FinalResponseIssued', outcome: 'UPHELD' }, round);
export const responsible = (departmentIds: string[] = [warehouse], round = 1) =>
  noted({ type: 'ResponsibilityAttributed', departmentIds }, round);
export const withdrawn: CaseFact = { type: 'WithdrawalRequested' };
export const referred: CaseFact = { type: 'Referred' };

export const form = (n = 1, departmentId = warehouse, round = 1) => ({
  round,
  formNo: `F-2026-000123-${n}`,
  departmentId,
});
export const formSent = (n = 1, departmentId = warehouse): ClosureEvent => ({
  type: 'FeedbackFormSent',
  occurredAt: noon,
  data: { ...form(n, departmentId), message: text },
});
export const acknowledged = (n = 1, departmentId = warehouse): ClosureEvent => ({
  type: 'FeedbackAcknowledged',
  occurredAt: noon,
  data: form(n, departmentId),
});
export const disputed: ClosureEvent = {
  type: 'FeedbackDisputed',
  occurredAt: noon,
  data: { ...form(), reason: text },
};
export const decided: ClosureEvent = {
  type: 'DisputeDecided',
  occurredAt: noon,
  data: { ...form(), stands: true, reason: text },
};
export const surveySent: ClosureEvent = {
  type: 'SurveySent',
  occurredAt: noon,
  data: { round: 1, instrument: 'CSAT', channel: 'EMAIL' },
};
export const surveyDeclined: ClosureEvent = {
  type: 'SurveyDeclined',
  occurredAt: noon,
  data: { round: 1 },
};
export const surveyAnswered: ClosureEvent = {
  type: 'SurveyAnswered',
  occurredAt: noon,
  data: { round: 1, csat: 2 },
};
export const prevented: ClosureEvent = {
  type: 'PreventionDecided',
  occurredAt: noon,
  data: { round: 1, mode: 'QUICK_FIX', measure: text },
};
export const closed: ClosureEvent = {
  type: 'ComplaintClosed',
  occurredAt: noon,
  data: { round: 1, outcome: 'UPHELD', unmetGates: [] },
};
export const reopened: ClosureEvent = {
  type: 'ComplaintReopened',
  occurredAt: noon,
  data: { round: 2, newFacts: false, reason: text },
};

export const sendForm = (departmentId = warehouse): ClosureCommand => ({
  type: 'SendFeedbackForm',
  data: { departmentId, message: text },
  meta: meta(),
});
export const formNo = form().formNo;
export const acknowledge: ClosureCommand = {
  type: 'AcknowledgeForm',
  data: { formNo },
  meta: meta(),
};
export const disputeClosed = (n = 1, round = 1) =>
  noted({ type: 'DisputeWindowClosed', formNo: form(n).formNo, at: noon }, round);
export const dispute: ClosureCommand = {
  type: 'DisputeForm',
  data: { formNo, reason: text },
  meta: meta(),
};
export const decideAs = (actor: CommandMeta['actor']): ClosureCommand => ({
  type: 'DecideDispute',
  data: { formNo, stands: true, reason: text },
  meta: meta(noon, actor),
});
export const sendSurvey: ClosureCommand = {
  type: 'SendSurvey',
  data: { instrument: 'CSAT', channel: 'EMAIL' },
  meta: meta(),
};
export const declineSurvey: ClosureCommand = { type: 'DeclineSurvey', data: {}, meta: meta() };
export const answer = (data: { csat?: number; ces?: number; nps?: number }): ClosureCommand => ({
  type: 'AnswerSurvey',
  data,
  meta: meta(),
});
export const prevent = (
  more: { mode: 'CAPA' | 'QUICK_FIX' | 'WAIVER'; capaId?: string; approverId?: string } = {
    mode: 'QUICK_FIX',
  },
): ClosureCommand => ({
  type: 'DecidePrevention',
  data: { ...more, measure: text },
  meta: meta(),
});
export const close: ClosureCommand = { type: 'CloseComplaint', data: {}, meta: meta() };
export const override = (
  outcome?: 'UPHELD' | 'PARTLY_UPHELD' | 'NOT_UPHELD_ABUSIVE',
): ClosureCommand => ({
  type: 'OverrideCloseGate',
  data: { reason: text, ...(outcome ? { outcome } : {}) },
  meta: meta(),
});
export const reopen = (now: Timestamp, newFacts = false): ClosureCommand => ({
  type: 'ReopenComplaint',
  data: { reason: text, newFacts },
  meta: meta(now),
});

/** A case in which every gate is met. */
export const complete = [
  ...[received, responded(), responsible(), formSent(), acknowledged()],
  ...[surveySent, prevented],
];
