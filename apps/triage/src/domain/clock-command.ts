import type { ClockKind, clockEvents, EventOf, Severity } from '@redress/contracts';
import type { Command, PersonalText, Position, Timestamp, Uuid } from '@redress/kernel';
import type { PauseReason } from './clock-state.js';
import type { TimesInForce } from './times-in-force.policy.js';

type DataOf<Type extends keyof typeof clockEvents> = EventOf<(typeof clockEvents)[Type]>['data'];

/** What happened to the case, as far as a promise depends on it. Intake's facts know no round. */
export type ClockFact =
  | { readonly type: 'ComplainantThanked' }
  | {
      readonly type: 'ContactLogged';
      readonly direction: DataOf<'CaseFactNoted'>['fact']['direction'];
      readonly purpose: DataOf<'CaseFactNoted'>['fact']['purpose'];
      readonly source: Position;
      readonly sourceRecordedAt: Timestamp;
    }
  | { readonly type: 'ComplaintClassified'; readonly round: number }
  | { readonly type: 'PlanCommunicated'; readonly round: number }
  | { readonly type: 'ResolutionProposed'; readonly round: number; readonly proposalNo: number }
  | { readonly type: 'ResolutionAnswered'; readonly round: number; readonly proposalNo: number }
  | { readonly type: 'FinalResponseIssued'; readonly round: number }
  | { readonly type: 'FeedbackFormSent'; readonly round: number; readonly formNo: string }
  | { readonly type: 'FeedbackFormAnswered'; readonly round: number; readonly formNo: string }
  /** `responded`: closed with a final response, so its fact is known here or on its way. */
  | { readonly type: 'ComplaintClosed'; readonly round: number; readonly responded: boolean }
  /** `round`: the new one. */
  | { readonly type: 'ComplaintReopened'; readonly round: number };

/** What the rim reads for the rules: the tenant's times, the case's severity, and fresh ids. */
export interface ClockTerms {
  readonly times: TimesInForce;
  readonly severity: Severity;
  /** No command starts two clocks of one kind. */
  readonly clockIds: Readonly<Record<ClockKind, Uuid>>;
}

/** The promises that a complaint which arrives here makes. */
export type StartCaseClocks = Command<
  'StartCaseClocks',
  { readonly receivedAt: Timestamp; readonly terms: ClockTerms }
>;

/** `occurredAt`: when it was true; the command's `now` is when its owner learnt of it. */
export type ObserveFact = Command<
  'ObserveFact',
  { readonly fact: ClockFact; readonly occurredAt: Timestamp; readonly terms: ClockTerms }
>;

export type PauseClock = Command<
  'PauseClock',
  { readonly clockId: Uuid; readonly reason: PauseReason; readonly times: TimesInForce }
>;

export type ResumeClock = Command<
  'ResumeClock',
  { readonly clockId: Uuid; readonly times: TimesInForce }
>;

export type RequestRestatement = Command<
  'RequestRestatement',
  Pick<DataOf<'ClockRestatementRequested'>, 'clockId' | 'metAt' | 'evidenceIds' | 'reason'>
>;

/** `reason`: the approver's own. */
export type ApproveRestatement = Command<
  'ApproveRestatement',
  { readonly clockId: Uuid; readonly reason: PersonalText }
>;

/** What another system says of its promise. It starts no clock: history is not timed again. */
export type RecordPromiseOutcome = Command<
  'RecordPromiseOutcome',
  Pick<DataOf<'PromiseOutcomeRecorded'>, 'kept' | 'source'> & { readonly occurredAt: Timestamp }
>;

/** Everything that can be asked of the clocks of a case. */
export type ClockCommand =
  | StartCaseClocks
  | ObserveFact
  | PauseClock
  | ResumeClock
  | RequestRestatement
  | ApproveRestatement
  | RecordPromiseOutcome;
