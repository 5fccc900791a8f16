import { type Consumed, noteCaseFact } from '@redress/bus';
import { Consumer, OnEvent } from '@redress/bus/nest';
import { clockEvents, investigationEvents } from '@redress/contracts';
import { Inject } from '@nestjs/common';
import type { CaseFact } from '../domain/resolution-command.js';
import { RESOLUTION, type Resolution } from '../http/resolution.port.js';

const { ComplaintClassified, InvestigationStarted, FindingRecorded } = investigationEvents;
const { ClockBreached } = clockEvents;

/** What was found out, and when the customer's time to answer ran out. */
@Consumer('resolution')
export class TriageConsumer {
  constructor(@Inject(RESOLUTION) private readonly resolution: Resolution) {}

  @OnEvent(ComplaintClassified)
  classified(consumed: Consumed<typeof ComplaintClassified>): Promise<void> {
    const { severity } = consumed.event.data;
    return this.note(consumed, { type: 'ComplaintClassified', severity });
  }

  @OnEvent(InvestigationStarted)
  started(consumed: Consumed<typeof InvestigationStarted>): Promise<void> {
    return this.note(consumed, { type: 'InvestigationStarted' });
  }

  @OnEvent(FindingRecorded)
  found(consumed: Consumed<typeof FindingRecorded>): Promise<void> {
    return this.note(consumed, { type: 'FindingRecorded' });
  }

  @OnEvent(ClockBreached)
  async breached(consumed: Consumed<typeof ClockBreached>): Promise<void> {
    const { kind, subjectId, dueAt: at } = consumed.event.data;
    if (kind !== 'RESPONSE' || subjectId === undefined) return;
    await this.note(consumed, { type: 'ResponseOverdue', proposalNo: Number(subjectId), at });
  }

  private note(
    consumed: Consumed<
      | typeof ComplaintClassified
      | typeof InvestigationStarted
      | typeof FindingRecorded
      | typeof ClockBreached
    >,
    fact: CaseFact,
  ): Promise<void> {
    const { round } = consumed.event.data;
    return noteCaseFact(this.resolution.resolutions, consumed, { by: 'resolution', fact, round });
  }
}
