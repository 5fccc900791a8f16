import type { ClosureEvent } from '@redress/contracts';
import { type Decision, accept, notHeard, reject } from '@redress/kernel';
import type {
  AcknowledgeForm,
  DecideDispute,
  DisputeForm,
  SendFeedbackForm,
} from './closure-command.js';
import type { ClosureState, DepartmentForm } from './closure-state.js';
import { type ClosureCode, unlessOpen } from './stage-guard.policy.js';

type FormDecision = Decision<ClosureEvent, ClosureCode>;
type SentForm = Extract<DepartmentForm, { status: 'SENT' }>;

/** Tells a responsible department, once a round (客诉反馈单). */
export function sendForm({ data, meta }: SendFeedbackForm, state: ClosureState): FormDecision {
  const { round, facts, work, complaintNo, formsSent } = state;
  const { departmentId } = data;
  const refused = unlessOpen(state);
  if (refused) return refused;
  if (complaintNo === undefined || facts.responsible === undefined) {
    return notHeard(`nobody was found responsible in round ${round} yet`, state);
  }
  if (!facts.responsible.includes(departmentId)) {
    return reject('DEPARTMENT_NOT_RESPONSIBLE', 'the department has no share of this complaint', {
      context: { responsible: facts.responsible },
    });
  }
  const sent = work.forms.find((form) => form.departmentId === departmentId);
  if (sent) {
    return reject('FORM_ALREADY_SENT', `the department has form ${sent.formNo}`, {
      context: { formNo: sent.formNo },
    });
  }
  const formNo = formNumber(complaintNo, formsSent + 1);
  return accept({
    type: 'FeedbackFormSent',
    occurredAt: meta.now,
    data: { round, formNo, ...data },
  });
}

/** `F-2026-000123-1`: the first form of complaint `C-2026-000123`. Unique because that one is. */
function formNumber(complaintNo: string, count: number): string {
  return `F-${complaintNo.replace(/^C-/, '')}-${count}`;
}

/** Takes note of a form. Late is late on its clock, and still heard here. */
export function acknowledgeForm(
  { data, meta }: AcknowledgeForm,
  state: ClosureState,
): FormDecision {
  return answerForm(data.formNo, state, ({ formNo, departmentId }) =>
    accept({
      type: 'FeedbackAcknowledged',
      occurredAt: meta.now,
      data: { round: state.round, formNo, departmentId },
    }),
  );
}

/** Says that another is to blame, while there is time for it; once, for a form is answered once. */
export function disputeForm({ data, meta }: DisputeForm, state: ClosureState): FormDecision {
  return answerForm(data.formNo, state, ({ formNo, departmentId, disputeClosedAt }) => {
    if (disputeClosedAt !== undefined) {
      return reject('DISPUTE_TOO_LATE', `${formNo} could be disputed until ${disputeClosedAt}`, {
        context: { formNo, closedAt: disputeClosedAt },
      });
    }
    return accept({
      type: 'FeedbackDisputed',
      occurredAt: meta.now,
      data: { round: state.round, formNo, departmentId, reason: data.reason },
    });
  });
}

function answerForm(
  formNo: string,
  state: ClosureState,
  answer: (form: SentForm) => FormDecision,
): FormDecision {
  const refused = unlessOpen(state);
  if (refused) return refused;
  const form = findForm(formNo, state);
  if (!form) return unknownForm(formNo, state);
  if (form.status !== 'SENT') return reject('FORM_ALREADY_ANSWERED', `${formNo}: ${form.status}`);
  return answer(form);
}

/** Settles a dispute by somebody else than the one who raised it. */
export function decideDispute({ data, meta }: DecideDispute, state: ClosureState): FormDecision {
  const { formNo, stands, reason } = data;
  const refused = unlessOpen(state);
  if (refused) return refused;
  const form = findForm(formNo, state);
  if (!form) return unknownForm(formNo, state);
  if (form.status !== 'DISPUTED') return reject('FORM_NOT_DISPUTED', `${formNo}: ${form.status}`);
  if (form.disputedBy === meta.actor.id) {
    return reject('SAME_PERSON', 'a dispute is decided by somebody else than its author');
  }
  const { departmentId } = form;
  return accept({
    type: 'DisputeDecided',
    occurredAt: meta.now,
    data: { round: state.round, formNo, departmentId, stands, reason },
  });
}

function findForm(formNo: string, { work }: ClosureState): DepartmentForm | undefined {
  return work.forms.find((form) => form.formNo === formNo);
}

function unknownForm(formNo: string, { round }: ClosureState): FormDecision {
  return reject('FORM_UNKNOWN', `round ${round} has no form ${formNo}`);
}
