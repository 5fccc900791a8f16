import type { EventOf, RejectionCode, ReportEvent, reportEvents } from '@redress/contracts';
import {
  type Command,
  type Decider,
  type Decision,
  type Recorded,
  accept,
  reject,
} from '@redress/kernel';

type DataOf<Type extends keyof typeof reportEvents> = EventOf<(typeof reportEvents)[Type]>['data'];

export type ReceiveReport = Command<'ReceiveReport', DataOf<'ReportReceived'>>;

export type AssessReport = Command<'AssessReport', DataOf<'ReportAssessed'>>;

/** Everything that can be asked of a report. */
export type ReportCommand = ReceiveReport | AssessReport;

/** A report as its decisions need it. Who received it is known to nobody else. */
export type ReportState =
  | { readonly status: 'ABSENT' }
  | { readonly status: 'RECEIVED'; readonly receivedBy: string }
  | { readonly status: 'ASSESSED'; readonly outcome: DataOf<'ReportAssessed'>['outcome'] };

/** Every reason for which something asked of a report is refused. */
export type ReportCode = Extract<
  RejectionCode,
  'NOT_FOUND' | 'ALREADY_EXISTS' | 'SAME_PERSON' | 'REPORT_ALREADY_ASSESSED'
>;

type ReportDecision = Decision<ReportEvent, ReportCode>;

function decide(command: ReportCommand, state: ReportState): ReportDecision {
  const occurredAt = command.meta.now;
  switch (command.type) {
    case 'ReceiveReport':
      if (state.status !== 'ABSENT') return reject('ALREADY_EXISTS', 'the report was received');
      return accept<ReportEvent>({ type: 'ReportReceived', occurredAt, data: command.data });
    case 'AssessReport':
      return (
        unlessMayAssess(command, state) ??
        accept<ReportEvent>({ type: 'ReportAssessed', occurredAt, data: command.data })
      );
  }
}

function unlessMayAssess({ meta }: AssessReport, state: ReportState) {
  if (state.status === 'ABSENT') return reject('NOT_FOUND', 'there is no such report');
  if (state.status === 'ASSESSED') return reject('REPORT_ALREADY_ASSESSED', state.outcome);
  if (state.receivedBy !== meta.actor.id) return undefined;
  return reject('SAME_PERSON', 'who took the report in does not assess it');
}

function evolve(_state: ReportState, event: Recorded<ReportEvent>): ReportState {
  switch (event.type) {
    case 'ReportReceived':
      return { status: 'RECEIVED', receivedBy: event.actor.id };
    case 'ReportAssessed':
      return { status: 'ASSESSED', outcome: event.data.outcome };
  }
}

/** A report (举报) of misconduct: taken in by one person, assessed by another. */
export const reportDecider: Decider<ReportState, ReportCommand, ReportEvent, ReportCode> = {
  category: 'report',
  initialState: { status: 'ABSENT' },
  decide,
  evolve,
};
