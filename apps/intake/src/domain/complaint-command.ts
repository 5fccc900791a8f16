import type { Channel, complaintEvents, EventOf } from '@redress/contracts';
import type { Command, PersonalText, Timestamp } from '@redress/kernel';
import type { HistoricCase } from './historic-case.policy.js';

type DataOf<Type extends keyof typeof complaintEvents> = EventOf<
  (typeof complaintEvents)[Type]
>['data'];

export type ReceiveComplaint = Command<'ReceiveComplaint', DataOf<'ComplaintReceived'>>;

export type ThankComplainant = Command<
  'ThankComplainant',
  DataOf<'ComplainantThanked'> & {
    /** Regret, given with the thanks and before anybody asks whose fault it was (B19). */
    apology?: Omit<DataOf<'ApologyGiven'>, 'channel'>;
    occurredAt?: Timestamp;
  }
>;

export type GiveApology = Command<
  'GiveApology',
  DataOf<'ApologyGiven'> & { occurredAt?: Timestamp }
>;

export type LogContact = Command<
  'LogContact',
  DataOf<'ContactLogged'> & { occurredAt?: Timestamp }
>;

export type RequestWithdrawal = Command<'RequestWithdrawal', DataOf<'WithdrawalRequested'>>;

export type ReferComplaint = Command<'ReferComplaint', DataOf<'Referred'>>;

export type LinkComplainant = Command<'LinkComplainant', DataOf<'ComplainantLinked'>>;

export type UnlinkComplainant = Command<'UnlinkComplainant', DataOf<'ComplainantUnlinked'>>;

/** One field at a time, so that every correction has a reason of its own. */
export type CorrectComplaint = Command<
  'CorrectComplaint',
  { reason: PersonalText } & (
    | { field: 'CHANNEL'; value: Channel }
    | { field: 'ORDER_REF'; value: string }
    | { field: 'RECEIVED_AT'; value: Timestamp }
    | { field: 'SUBJECT'; value: 'GOODS' | 'SERVICE_MANNER' }
    | { field: 'CONTENT' | 'CONTACT' | 'EXPECTED_OUTCOME'; text: PersonalText }
  )
>;

/** A case that another system has handled, as that system tells it. */
export type RecordHistoricCase = Command<'RecordHistoricCase', HistoricCase>;

/** Everything that can be asked of a complaint. */
export type ComplaintCommand =
  | ReceiveComplaint
  | ThankComplainant
  | GiveApology
  | LogContact
  | RequestWithdrawal
  | ReferComplaint
  | LinkComplainant
  | UnlinkComplainant
  | CorrectComplaint
  | RecordHistoricCase;
