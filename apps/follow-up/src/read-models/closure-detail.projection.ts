import { closeGates } from '@redress/contracts';
import { heardPositions } from '@redress/kernel';
import { unmetGates } from '../domain/close-gates.policy.js';
import type { ClosureState, DepartmentForm, Survey } from '../domain/closure-state.js';
import type {
  ClosureDetail,
  FeedbackFormDetail,
  SurveyDetail,
} from '../http/closure-detail.dto.js';

/** Satisfaction at or below which a customer should hear from us again. */
const dissatisfiedMax = 2;

/** What people are shown of a state: everything but its history. */
export function closureSummary(
  state: ClosureState,
): Omit<ClosureDetail, 'id' | 'version' | 'history'> {
  const { round, facts, work, closedAt, disputed, heard } = state;
  const unmet = unmetGates(state);
  return {
    round,
    closed: closedAt !== undefined,
    metGates: closeGates.filter((gate) => !unmet.includes(gate)),
    unmetGates: unmet,
    responsibleDepartments: facts.responsible ?? [],
    forms: work.forms.map(formDetail),
    survey: surveyDetail(work.survey),
    disputed,
    heard: heardPositions(heard),
    ...(closedAt ? { closedAt } : {}),
    ...(work.prevention ? { prevention: work.prevention } : {}),
  };
}

function formDetail(form: DepartmentForm): FeedbackFormDetail {
  const { formNo, departmentId, status } = form;
  const disputable = form.status === 'SENT' && form.disputeClosedAt === undefined;
  return { formNo, departmentId, status, disputable };
}

function surveyDetail(survey: Survey): SurveyDetail {
  const csat = survey.status === 'ANSWERED' ? survey.csat : undefined;
  if (csat === undefined) return { status: survey.status, dissatisfied: false };
  return { status: survey.status, csat, dissatisfied: csat <= dissatisfiedMax };
}
