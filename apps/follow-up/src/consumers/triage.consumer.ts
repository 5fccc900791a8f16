import { type Consumed, noteCaseFact } from '@redress/bus';
import { Consumer, OnEvent } from '@redress/bus/nest';
import { clockEvents, investigationEvents } from '@redress/contracts';
import { Inject } from '@nestjs/common';
import { FOLLOW_UP, type FollowUp } from '../http/follow-up.port.js';
import { responsibleDepartments } from './responsible-departments.js';

const { ResponsibilityAttributed } = investigationEvents;
const { ClockBreached } = clockEvents;

/** Who has to hear of it inside the house, and how long they may say that it was not them. */
@Consumer('follow-up')
export class TriageConsumer {
  constructor(@Inject(FOLLOW_UP) private readonly followUp: FollowUp) {}

  @OnEvent(ResponsibilityAttributed)
  attributed(consumed: Consumed<typeof ResponsibilityAttributed>): Promise<void> {
    const { round, shares } = consumed.event.data;
    const departmentIds = responsibleDepartments(shares);
    const fact = { type: 'ResponsibilityAttributed', departmentIds } as const;
    return noteCaseFact(this.followUp.closures, consumed, { by: 'follow-up', fact, round });
  }

  @OnEvent(ClockBreached)
  async breached(consumed: Consumed<typeof ClockBreached>): Promise<void> {
    const { round, kind, subjectId: formNo, dueAt: at } = consumed.event.data;
    if (kind !== 'DISPUTE' || formNo === undefined) return;
    const fact = { type: 'DisputeWindowClosed', formNo, at } as const;
    await noteCaseFact(this.followUp.closures, consumed, { by: 'follow-up', fact, round });
  }
}
