import { type Consumed, type ConsumedEvent, noteCaseFact } from '@redress/bus';
import { Consumer, OnEvent } from '@redress/bus/nest';
import { complaintEvents } from '@redress/contracts';
import { Inject } from '@nestjs/common';
import type { CaseFact } from '../domain/closure-command.js';
import { FOLLOW_UP, type FollowUp } from '../http/follow-up.port.js';
import { historicEndOf } from './historic-end.js';

const { ComplaintReceived, WithdrawalRequested, Referred } = complaintEvents;
const { HistoricCaseRecorded, HistoricCaseCorrected } = complaintEvents;

/** What was said, and what ends a case without a response of ours. */
@Consumer('follow-up')
export class IntakeConsumer {
  constructor(@Inject(FOLLOW_UP) private readonly followUp: FollowUp) {}

  @OnEvent(ComplaintReceived)
  received(consumed: Consumed<typeof ComplaintReceived>): Promise<void> {
    const { complaintNo } = consumed.event.data;
    return this.note(consumed, { type: 'ComplaintReceived', complaintNo });
  }

  @OnEvent(WithdrawalRequested)
  withdrawn(consumed: Consumed<typeof WithdrawalRequested>): Promise<void> {
    return this.note(consumed, { type: 'WithdrawalRequested' });
  }

  @OnEvent(Referred)
  referred(consumed: Consumed<typeof Referred>): Promise<void> {
    return this.note(consumed, { type: 'Referred' });
  }

  @OnEvent(HistoricCaseRecorded)
  handledElsewhere(consumed: Consumed<typeof HistoricCaseRecorded>): Promise<void> {
    const { source, facts } = consumed.event.data;
    return this.note(consumed, { type: 'HistoricCaseRecorded', source, ...historicEndOf(facts) });
  }

  @OnEvent(HistoricCaseCorrected)
  correctedElsewhere(consumed: Consumed<typeof HistoricCaseCorrected>): Promise<void> {
    const { facts } = consumed.event.data;
    return this.note(consumed, { type: 'HistoricCaseCorrected', ...historicEndOf(facts) });
  }

  private note(consumed: ConsumedEvent, fact: CaseFact): Promise<void> {
    return noteCaseFact(this.followUp.closures, consumed, { by: 'follow-up', fact });
  }
}
