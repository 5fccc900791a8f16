import type { EventOf, LogName, closureEvents, respondedOutcomes } from '@redress/contracts';
import type { Command, HeardFact, PersonalText } from '@redress/kernel';

type DataOf<Type extends keyof typeof closureEvents> = EventOf<
  (typeof closureEvents)[Type]
>['data'];

/** A fact of another service, in the part that these rules need. */
export type CaseFact = DataOf<'CaseFactNoted'>['fact'];

/** Notes a fact where it was heard. Intake's facts come without a round. */
export type NoteCaseFact = Command<'NoteCaseFact', HeardFact<CaseFact, LogName>>;

export type SendFeedbackForm = Command<
  'SendFeedbackForm',
  Pick<DataOf<'FeedbackFormSent'>, 'departmentId' | 'message'>
>;

export type AcknowledgeForm = Command<'AcknowledgeForm', { formNo: string }>;

export type DisputeForm = Command<'DisputeForm', { formNo: string; reason: PersonalText }>;

/** `stands`: the department stays responsible as it was told. */
export type DecideDispute = Command<
  'DecideDispute',
  { formNo: string; stands: boolean; reason: PersonalText }
>;

export type SendSurvey = Command<'SendSurvey', Omit<DataOf<'SurveySent'>, 'round'>>;

/** The customer does not want to be asked, or asked further. */
export type DeclineSurvey = Command<'DeclineSurvey', Record<never, never>>;

export type AnswerSurvey = Command<'AnswerSurvey', Omit<DataOf<'SurveyAnswered'>, 'round'>>;

export type DecidePrevention = Command<
  'DecidePrevention',
  Omit<DataOf<'PreventionDecided'>, 'round'>
>;

export type CloseComplaint = Command<'CloseComplaint', Record<never, never>>;

/** Closes in spite of unmet gates. Without a final response the outcome must be stated. */
export type OverrideCloseGate = Command<
  'OverrideCloseGate',
  { reason: PersonalText; outcome?: (typeof respondedOutcomes)[number] }
>;

export type ReopenComplaint = Command<
  'ReopenComplaint',
  { reason: PersonalText; newFacts: boolean }
>;

/** Everything that can be asked of the closure of a case. */
export type ClosureCommand =
  | NoteCaseFact
  | SendFeedbackForm
  | AcknowledgeForm
  | DisputeForm
  | DecideDispute
  | SendSurvey
  | DeclineSurvey
  | AnswerSurvey
  | DecidePrevention
  | CloseComplaint
  | OverrideCloseGate
  | ReopenComplaint;
