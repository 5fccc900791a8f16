import type { EventOf, LogName, investigationEvents } from '@redress/contracts';
import type { Command, HeardFact, Timestamp, Uuid } from '@redress/kernel';

type DataOf<Type extends keyof typeof investigationEvents> = EventOf<
  (typeof investigationEvents)[Type]
>['data'];

/** A fact of another service, in the part that these rules need. */
export type CaseFact = DataOf<'CaseFactNoted'>['fact'];

/** Notes a fact where it was heard. Intake's facts come without a round. */
export type NoteCaseFact = Command<'NoteCaseFact', HeardFact<CaseFact, LogName>>;

/** `occurredAt`: the case's own time, where another system classified it. */
export type ClassifyComplaint = Command<
  'ClassifyComplaint',
  Omit<DataOf<'ComplaintClassified'>, 'round'> & { occurredAt?: Timestamp }
>;

export type AssignCase = Command<'AssignCase', Omit<DataOf<'CaseAssigned'>, 'round'>>;

/** Without a lead the owner of the case leads. */
export type StartInvestigation = Command<
  'StartInvestigation',
  Pick<DataOf<'InvestigationStarted'>, 'plan'> & { leadId?: Uuid }
>;

export type RecordFinding = Command<'RecordFinding', Omit<DataOf<'FindingRecorded'>, 'round'>>;

export type AttributeResponsibility = Command<
  'AttributeResponsibility',
  Omit<DataOf<'ResponsibilityAttributed'>, 'round'>
>;

/** Everything that can be asked of the investigation of a case. */
export type InvestigationCommand =
  | NoteCaseFact
  | ClassifyComplaint
  | AssignCase
  | StartInvestigation
  | RecordFinding
  | AttributeResponsibility;
