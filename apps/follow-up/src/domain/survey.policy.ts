import type { ClosureEvent } from '@redress/contracts';
import { type Decision, accept, reject } from '@redress/kernel';
import type { AnswerSurvey, DeclineSurvey, SendSurvey } from './closure-command.js';
import type { ClosureState } from './closure-state.js';
import {
  type ClosureCode,
  unlessKnown,
  unlessOpen,
  unlessResponded,
} from './stage-guard.policy.js';

type SurveyDecision = Decision<ClosureEvent, ClosureCode>;

/** Asks the customer, once a round, after the final response. */
export function sendSurvey({ data, meta }: SendSurvey, state: ClosureState): SurveyDecision {
  const { round, work } = state;
  const refused = unlessOpen(state) ?? unlessResponded(state);
  if (refused) return refused;
  if (work.survey.status === 'DECLINED') {
    return reject('NOT_PERMITTED', 'the customer does not want to be asked');
  }
  if (work.survey.status !== 'NOT_SENT') {
    return reject('SURVEY_ALREADY_SENT', `the customer was asked in round ${round}`);
  }
  return accept({ type: 'SurveySent', occurredAt: meta.now, data: { round, ...data } });
}

/** Records an opt-out, which may come at any time, even before anybody asked. */
export function declineSurvey({ meta }: DeclineSurvey, state: ClosureState): SurveyDecision {
  const { round, work } = state;
  const refused = unlessOpen(state);
  if (refused) return refused;
  if (work.survey.status === 'ANSWERED' || work.survey.status === 'DECLINED') {
    return reject('SURVEY_ALREADY_ANSWERED', `survey of round ${round}: ${work.survey.status}`);
  }
  return accept({ type: 'SurveyDeclined', occurredAt: meta.now, data: { round } });
}

/** Records what the customer said. Customers answer late: a closed case still listens. */
export function answerSurvey({ data, meta }: AnswerSurvey, state: ClosureState): SurveyDecision {
  const { round, work } = state;
  const refused = unlessKnown(state);
  if (refused) return refused;
  switch (work.survey.status) {
    case 'NOT_SENT':
      return reject('SURVEY_NOT_SENT', `nobody asked the customer in round ${round}`);
    case 'ANSWERED':
    case 'DECLINED':
      return reject('SURVEY_ALREADY_ANSWERED', `survey of round ${round}: ${work.survey.status}`);
    case 'SENT':
      if (data.csat === undefined && data.ces === undefined && data.nps === undefined) {
        return reject('SURVEY_EMPTY', 'an answer has at least one score');
      }
      return accept({ type: 'SurveyAnswered', occurredAt: meta.now, data: { round, ...data } });
  }
}
