import { type Consumed, noteCaseFact } from '@redress/bus';
import { Consumer, OnEvent } from '@redress/bus/nest';
import { resolutionEvents } from '@redress/contracts';
import { Inject } from '@nestjs/common';
import { FOLLOW_UP, type FollowUp } from '../http/follow-up.port.js';

const { FinalResponseIssued } = resolutionEvents;

/** What the customer was told at last. */
@Consumer('follow-up')
export class ResolutionConsumer {
  constructor(@Inject(FOLLOW_UP) private readonly followUp: FollowUp) {}

  @OnEvent(FinalResponseIssued)
  responded(consumed: Consumed<typeof FinalResponseIssued>): Promise<void> {
    const { round, outcome } = consumed.event.data;
    const fact = { type: 'FinalResponseIssued', outcome } as const;
    return noteCaseFact(this.followUp.closures, consumed, { by: 'follow-up', fact, round });
  }
}
