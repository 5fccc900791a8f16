import type { EventOf, incidentEvents } from '@redress/contracts';
import type { Command, Timestamp } from '@redress/kernel';

type DataOf<Type extends keyof typeof incidentEvents> = EventOf<
  (typeof incidentEvents)[Type]
>['data'];

type Severity = DataOf<'ConductIncidentRecorded'>['severity'];
type Reason = Pick<DataOf<'ConductIncidentRejected'>, 'reason'>;

/** Who records it is its reporter. `occurredAt`: now by default. */
export type RecordIncident = Command<
  'RecordIncident',
  Omit<DataOf<'ConductIncidentRecorded'>, 'reporterId'> & { occurredAt?: Timestamp }
>;

/** Without a severity it is as severe as reported. */
export type ConfirmIncident = Command<'ConfirmIncident', Reason & { severity?: Severity }>;

export type RejectIncident = Command<'RejectIncident', Reason>;

/** Everything that can be asked of an incident. */
export type IncidentCommand = RecordIncident | ConfirmIncident | RejectIncident;
