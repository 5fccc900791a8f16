import { type Consumed, noteCaseFact } from '@redress/bus';
import { Consumer, OnEvent } from '@redress/bus/nest';
import { closureEvents } from '@redress/contracts';
import { Inject } from '@nestjs/common';
import type { CaseFact } from '../domain/resolution-command.js';
import { RESOLUTION, type Resolution } from '../http/resolution.port.js';

const { ComplaintClosed, ClosedAsImported, ComplaintReopened } = closureEvents;

/** The end of a case and its new beginnings. */
@Consumer('resolution')
export class FollowUpConsumer {
  constructor(@Inject(RESOLUTION) private readonly resolution: Resolution) {}

  @OnEvent(ComplaintClosed)
  closed(consumed: Consumed<typeof ComplaintClosed>): Promise<void> {
    return this.note(consumed, { type: 'ComplaintClosed' });
  }

  @OnEvent(ClosedAsImported)
  closedElsewhere(consumed: Consumed<typeof ClosedAsImported>): Promise<void> {
    return this.note(consumed, { type: 'ComplaintClosed' });
  }

  @OnEvent(ComplaintReopened)
  reopened(consumed: Consumed<typeof ComplaintReopened>): Promise<void> {
    return this.note(consumed, { type: 'ComplaintReopened' });
  }

  private note(
    consumed: Consumed<typeof ComplaintClosed | typeof ClosedAsImported | typeof ComplaintReopened>,
    fact: CaseFact,
  ): Promise<void> {
    const { round } = consumed.event.data;
    return noteCaseFact(this.resolution.resolutions, consumed, { by: 'resolution', fact, round });
  }
}
