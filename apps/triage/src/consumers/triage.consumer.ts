import { type Consumed } from '@redress/bus';
import { Consumer, OnEvent } from '@redress/bus/nest';
import { investigationEvents } from '@redress/contracts';
import { Inject } from '@nestjs/common';
import { TRIAGE, type Triage } from '../http/triage.port.js';
import { observeFact } from './observe-fact.js';

const { ComplaintClassified } = investigationEvents;

/** What the investigation of a case means for its clocks, which are another stream of this log. */
@Consumer('triage')
export class TriageConsumer {
  constructor(@Inject(TRIAGE) private readonly triage: Triage) {}

  @OnEvent(ComplaintClassified)
  classified(consumed: Consumed<typeof ComplaintClassified>): Promise<void> {
    const { round, severity } = consumed.event.data;
    return observeFact(this.triage, consumed, { type: 'ComplaintClassified', round }, severity);
  }
}
