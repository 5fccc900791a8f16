import { type Consumed, noteCaseFact } from '@redress/bus';
import { Consumer, OnEvent } from '@redress/bus/nest';
import { resolutionEvents } from '@redress/contracts';
import { Inject } from '@nestjs/common';
import { TRIAGE, type Triage } from '../http/triage.port.js';
import { observeFact } from './observe-fact.js';

const { PlanCommunicated, ResolutionProposed, FinalResponseIssued } = resolutionEvents;
const { ResolutionAccepted, ResolutionRejected } = resolutionEvents;

/** What the customer was told and answered. */
@Consumer('triage')
export class ResolutionConsumer {
  constructor(@Inject(TRIAGE) private readonly triage: Triage) {}

  @OnEvent(PlanCommunicated)
  planTold(consumed: Consumed<typeof PlanCommunicated>): Promise<void> {
    const { round } = consumed.event.data;
    return observeFact(this.triage, consumed, { type: 'PlanCommunicated', round });
  }

  @OnEvent(ResolutionProposed)
  proposed(consumed: Consumed<typeof ResolutionProposed>): Promise<void> {
    const { round, proposalNo } = consumed.event.data;
    return observeFact(this.triage, consumed, { type: 'ResolutionProposed', round, proposalNo });
  }

  @OnEvent(ResolutionAccepted)
  accepted(consumed: Consumed<typeof ResolutionAccepted>): Promise<void> {
    return this.answered(consumed);
  }

  @OnEvent(ResolutionRejected)
  rejected(consumed: Consumed<typeof ResolutionRejected>): Promise<void> {
    return this.answered(consumed);
  }

  @OnEvent(FinalResponseIssued)
  async responded(consumed: Consumed<typeof FinalResponseIssued>): Promise<void> {
    const { round } = consumed.event.data;
    const fact = { type: 'FinalResponseIssued' } as const;
    await noteCaseFact(this.triage.investigations, consumed, { by: 'triage', fact, round });
    await observeFact(this.triage, consumed, { ...fact, round });
  }

  private answered(
    consumed: Consumed<typeof ResolutionAccepted | typeof ResolutionRejected>,
  ): Promise<void> {
    const { round, proposalNo } = consumed.event.data;
    return observeFact(this.triage, consumed, { type: 'ResolutionAnswered', round, proposalNo });
  }
}
