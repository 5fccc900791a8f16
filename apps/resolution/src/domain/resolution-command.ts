import type { EventOf, LogName, resolutionEvents } from '@redress/contracts';
import type { Command, HeardFact, PersonalText, Timestamp } from '@redress/kernel';

type DataOf<Type extends keyof typeof resolutionEvents> = EventOf<
  (typeof resolutionEvents)[Type]
>['data'];

/** A fact of another service, in the part that these rules need. */
export type CaseFact = DataOf<'CaseFactNoted'>['fact'];

/** Notes a fact where it was heard. Intake's facts come without a round. */
export type NoteCaseFact = Command<'NoteCaseFact', HeardFact<CaseFact, LogName>>;

/** `occurredAt`: when it was said or told, where that was before it was written down. */
export type TellPlan = Command<
  'TellPlan',
  Omit<DataOf<'PlanCommunicated'>, 'round'> & { occurredAt?: Timestamp }
>;

export type TakeRemedy = Command<
  'TakeRemedy',
  Pick<DataOf<'RemedyTaken'>, 'kind' | 'doneAt' | 'description'> & {
    /** Amount in the minor unit of the currency; both or neither. */
    cost?: { amountMinor: number; currency: string };
  }
>;

export type SkipRemedy = Command<'SkipRemedy', { reason: PersonalText }>;

export type ProposeResolution = Command<
  'ProposeResolution',
  Omit<DataOf<'ResolutionProposed'>, 'round' | 'proposalNo'>
>;

export type AcceptResolution = Command<
  'AcceptResolution',
  Pick<DataOf<'ResolutionAccepted'>, 'channel'> & { occurredAt?: Timestamp }
>;

export type RejectResolution = Command<
  'RejectResolution',
  Pick<DataOf<'ResolutionRejected'>, 'channel' | 'reason'> & { occurredAt?: Timestamp }
>;

/** Unlike a response that another system gave, ours always states reasons and where to go next. */
export type IssueFinalResponse = Command<
  'IssueFinalResponse',
  Required<Omit<DataOf<'FinalResponseIssued'>, 'round'>>
>;

/** Everything that can be asked of the resolution of a case. */
export type ResolutionCommand =
  | NoteCaseFact
  | TellPlan
  | TakeRemedy
  | SkipRemedy
  | ProposeResolution
  | AcceptResolution
  | RejectResolution
  | IssueFinalResponse;
