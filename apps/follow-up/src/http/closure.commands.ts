import { type CommandMeta, personal } from '@redress/kernel';
import type {
  AcknowledgeForm,
  AnswerSurvey,
  CloseComplaint,
  DecideDispute,
  DecidePrevention,
  DeclineSurvey,
  DisputeForm,
  OverrideCloseGate,
  ReopenComplaint,
  SendFeedbackForm,
  SendSurvey,
} from '../domain/closure-command.js';
import type {
  AcknowledgeFormDto,
  AnswerSurveyDto,
  DecideDisputeDto,
  DecidePreventionDto,
  DisputeFormDto,
  OverrideCloseGateDto,
  ReopenComplaintDto,
  SendFeedbackFormDto,
  SendSurveyDto,
} from './closure.dto.js';

export function sendFeedbackForm(dto: SendFeedbackFormDto, meta: CommandMeta): SendFeedbackForm {
  return { type: 'SendFeedbackForm', meta, data: { ...dto, message: personal(dto.message) } };
}

export function acknowledgeForm(dto: AcknowledgeFormDto, meta: CommandMeta): AcknowledgeForm {
  return { type: 'AcknowledgeForm', meta, data: { ...dto } };
}

export function disputeForm(dto: DisputeFormDto, meta: CommandMeta): DisputeForm {
  return { type: 'DisputeForm', meta, data: { ...dto, reason: personal(dto.reason) } };
}

export function decideDispute(dto: DecideDisputeDto, meta: CommandMeta): DecideDispute {
  return { type: 'DecideDispute', meta, data: { ...dto, reason: personal(dto.reason) } };
}

export function sendSurvey(dto: SendSurveyDto, meta: CommandMeta): SendSurvey {
  return { type: 'SendSurvey', meta, data: { ...dto } };
}

export function declineSurvey(meta: CommandMeta): DeclineSurvey {
  return { type: 'DeclineSurvey', meta, data: {} };
}

export function answerSurvey(
  { comment, ...scores }: AnswerSurveyDto,
  meta: CommandMeta,
): AnswerSurvey {
  const data = { ...scores, ...(comment ? { comment: personal(comment) } : {}) };
  return { type: 'AnswerSurvey', meta, data };
}

export function decidePrevention(dto: DecidePreventionDto, meta: CommandMeta): DecidePrevention {
  return { type: 'DecidePrevention', meta, data: { ...dto, measure: personal(dto.measure) } };
}

export function closeComplaint(meta: CommandMeta): CloseComplaint {
  return { type: 'CloseComplaint', meta, data: {} };
}

export function overrideCloseGate(dto: OverrideCloseGateDto, meta: CommandMeta): OverrideCloseGate {
  return { type: 'OverrideCloseGate', meta, data: { ...dto, reason: personal(dto.reason) } };
}

export function reopenComplaint(
  { reason, newFacts = false }: ReopenComplaintDto,
  meta: CommandMeta,
): ReopenComplaint {
  return { type: 'ReopenComplaint', meta, data: { newFacts, reason: personal(reason) } };
}
