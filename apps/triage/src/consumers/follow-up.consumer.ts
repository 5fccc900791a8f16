import { type Consumed, noteCaseFact } from '@redress/bus';
import { Consumer, OnEvent } from '@redress/bus/nest';
import { closureEvents, respondedOutcomes } from '@redress/contracts';
import { Inject } from '@nestjs/common';
import { TRIAGE, type Triage } from '../http/triage.port.js';
import { observeFact } from './observe-fact.js';

const { ComplaintClosed, ClosedAsImported, ComplaintReopened } = closureEvents;
const { FeedbackFormSent, FeedbackAcknowledged, FeedbackDisputed } = closureEvents;

/** The one end of a case, its next round, and the forms that departments must answer. */
@Consumer('triage')
export class FollowUpConsumer {
  constructor(@Inject(TRIAGE) private readonly triage: Triage) {}

  @OnEvent(ComplaintClosed)
  async closed(consumed: Consumed<typeof ComplaintClosed>): Promise<void> {
    const { round, outcome, unmetGates } = consumed.event.data;
    const fact = { type: 'ComplaintClosed' } as const;
    await noteCaseFact(this.triage.investigations, consumed, { by: 'triage', fact, round });
    const withResponse = respondedOutcomes.some((each) => each === outcome);
    const responded = withResponse && !unmetGates.includes('FINAL_RESPONSE');
    await observeFact(this.triage, consumed, { ...fact, round, responded });
  }

  @OnEvent(ClosedAsImported)
  closedElsewhere(consumed: Consumed<typeof ClosedAsImported>): Promise<void> {
    const { round } = consumed.event.data;
    const fact = { type: 'ComplaintClosed' } as const;
    return noteCaseFact(this.triage.investigations, consumed, { by: 'triage', fact, round });
  }

  @OnEvent(ComplaintReopened)
  async reopened(consumed: Consumed<typeof ComplaintReopened>): Promise<void> {
    const { round } = consumed.event.data;
    const fact = { type: 'ComplaintReopened' } as const;
    await noteCaseFact(this.triage.investigations, consumed, { by: 'triage', fact, round });
    await observeFact(this.triage, consumed, { ...fact, round });
  }

  @OnEvent(FeedbackFormSent)
  formSent(consumed: Consumed<typeof FeedbackFormSent>): Promise<void> {
    const { round, formNo } = consumed.event.data;
    return observeFact(this.triage, consumed, { type: 'FeedbackFormSent', round, formNo });
  }

  @OnEvent(FeedbackAcknowledged)
  acknowledged(consumed: Consumed<typeof FeedbackAcknowledged>): Promise<void> {
    return this.answered(consumed);
  }

  @OnEvent(FeedbackDisputed)
  disputed(consumed: Consumed<typeof FeedbackDisputed>): Promise<void> {
    return this.answered(consumed);
  }

  private answered(
    consumed: Consumed<typeof FeedbackAcknowledged | typeof FeedbackDisputed>,
  ): Promise<void> {
    const { round, formNo } = consumed.event.data;
    return observeFact(this.triage, consumed, { type: 'FeedbackFormAnswered', round, formNo });
  }
}
