import { Consumer, OnEvent, type Consumed } from '@redress/bus';
import { investigationEvents } from '@redress/contracts';
import { Inject } from '@nestjs/common';
import { CLOSURES, type Closures } from '../http/closure.port.js';
import { noteCaseFact } from './note-case-fact.js';
import { responsibleDepartments } from './responsible-departments.js';

const { ResponsibilityAttributed } = investigationEvents;

/** Who has to hear of it inside the house. */
@Consumer('follow-up')
export class TriageConsumer {
  constructor(@Inject(CLOSURES) private readonly closures: Closures) {}

  @OnEvent(ResponsibilityAttributed)
  attributed(consumed: Consumed<typeof ResponsibilityAttributed>): Promise<void> {
    const { round, shares } = consumed.event.data;
    const departmentIds = responsibleDepartments(shares);
    const fact = { type: 'ResponsibilityAttributed', departmentIds } as const;
    return noteCaseFact(this.closures, consumed, { log: 'triage', fact, round });
  }
}
