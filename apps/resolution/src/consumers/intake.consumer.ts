import { type Consumed, type ConsumedEvent, noteCaseFact } from '@redress/bus';
import { Consumer, OnEvent } from '@redress/bus/nest';
import { complaintEvents } from '@redress/contracts';
import { Inject } from '@nestjs/common';
import type { CaseFact } from '../domain/resolution-command.js';
import { RESOLUTION, type Resolution } from '../http/resolution.port.js';

const { ComplaintReceived, ComplainantThanked, ContactLogged } = complaintEvents;
const { HistoricCaseRecorded, HistoricCaseCorrected } = complaintEvents;

/** What was said, and how often we asked for an answer. */
@Consumer('resolution')
export class IntakeConsumer {
  constructor(@Inject(RESOLUTION) private readonly resolution: Resolution) {}

  @OnEvent(ComplaintReceived)
  received(consumed: Consumed<typeof ComplaintReceived>): Promise<void> {
    return this.note(consumed, { type: 'ComplaintReceived' });
  }

  @OnEvent(ComplainantThanked)
  thanked(consumed: Consumed<typeof ComplainantThanked>): Promise<void> {
    return this.note(consumed, { type: 'ComplainantThanked' });
  }

  @OnEvent(ContactLogged)
  async contacted(consumed: Consumed<typeof ContactLogged>): Promise<void> {
    const { data, occurredAt } = consumed.event;
    if (data.direction !== 'OUTBOUND' || data.purpose !== 'CHASER') return;
    await this.note(consumed, { type: 'ChaserSent', at: occurredAt });
  }

  @OnEvent(HistoricCaseRecorded)
  handledElsewhere(consumed: Consumed<typeof HistoricCaseRecorded>): Promise<void> {
    const { source, facts } = consumed.event.data;
    const { response } = facts;
    return this.note(consumed, {
      type: 'HistoricCaseRecorded',
      source,
      ...(response ? { response } : {}),
    });
  }

  @OnEvent(HistoricCaseCorrected)
  correctedElsewhere(consumed: Consumed<typeof HistoricCaseCorrected>): Promise<void> {
    const { response } = consumed.event.data.facts;
    return this.note(consumed, {
      type: 'HistoricCaseCorrected',
      ...(response ? { response } : {}),
    });
  }

  private note(consumed: ConsumedEvent, fact: CaseFact): Promise<void> {
    return noteCaseFact(this.resolution.resolutions, consumed, { by: 'resolution', fact });
  }
}
