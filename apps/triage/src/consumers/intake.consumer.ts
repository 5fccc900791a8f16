import {
  type Consumed,
  type ConsumedEvent,
  reactionTo,
  withinReaction,
  noteCaseFact,
} from '@redress/bus';
import { Consumer, OnEvent } from '@redress/bus/nest';
import { complaintEvents, tenantEvents } from '@redress/contracts';
import { acceptedOrThrow } from '@redress/event-log';
import { Inject } from '@nestjs/common';
import { defaultClockPolicy } from '../domain/default-clock-policy.policy.js';
import type { CaseFact } from '../domain/investigation-command.js';
import { TRIAGE, type Triage } from '../http/triage.port.js';
import { clockTerms, observeFact } from './observe-fact.js';
import { recordHistory } from './record-history.js';

const { ComplaintReceived, ComplainantThanked, ApologyGiven, ContactLogged } = complaintEvents;
const { HistoricCaseRecorded, HistoricCaseCorrected } = complaintEvents;
const { TenantCreated } = tenantEvents;

/** What was said, and how we acknowledged it; and the hours of a new tenant. */
@Consumer('triage')
export class IntakeConsumer {
  constructor(@Inject(TRIAGE) private readonly triage: Triage) {}

  @OnEvent(TenantCreated)
  async tenantCreated(consumed: Consumed<typeof TenantCreated>): Promise<void> {
    const { timePolicies } = this.triage;
    const { id } = consumed.record.envelope.stream;
    const meta = reactionTo(consumed, 'triage');
    const options = withinReaction(consumed);
    const { calendar } = consumed.event.data;
    const publish = { type: 'PublishCalendar', data: { calendar }, meta } as const;
    acceptedOrThrow(await timePolicies.handle(id, publish, options));
    const promise = { type: 'PublishClockPolicy', data: defaultClockPolicy, meta } as const;
    acceptedOrThrow(await timePolicies.handle(id, promise, options));
  }

  @OnEvent(ComplaintReceived)
  async received(consumed: Consumed<typeof ComplaintReceived>): Promise<void> {
    const { receivedAt } = consumed.event.data;
    await this.note(consumed, { type: 'ComplaintReceived', receivedAt });
    const { origin, stream } = consumed.record.envelope;
    if (origin === 'IMPORT') return;
    const data = { receivedAt, terms: await clockTerms(this.triage, consumed) };
    const meta = reactionTo(consumed, 'triage');
    const command = { type: 'StartCaseClocks', data, meta } as const;
    const options = withinReaction(consumed);
    acceptedOrThrow(await this.triage.clocks.handle(stream.id, command, options));
  }

  @OnEvent(ComplainantThanked)
  async thanked(consumed: Consumed<typeof ComplainantThanked>): Promise<void> {
    const { ownerId } = consumed.event.data;
    await this.note(consumed, { type: 'ComplainantThanked', ownerId });
    await observeFact(this.triage, consumed, { type: 'ComplainantThanked' });
  }

  @OnEvent(ApologyGiven)
  apologised(consumed: Consumed<typeof ApologyGiven>): Promise<void> {
    return this.note(consumed, { type: 'ApologyGiven' });
  }

  @OnEvent(ContactLogged)
  contacted(consumed: Consumed<typeof ContactLogged>): Promise<void> {
    const { direction, purpose } = consumed.event.data;
    const { position: source, envelope } = consumed.record;
    const fact = { type: 'ContactLogged', direction, purpose, source } as const;
    const sourceRecordedAt = envelope.recordedAt;
    return observeFact(this.triage, consumed, { ...fact, sourceRecordedAt });
  }

  @OnEvent(HistoricCaseRecorded)
  async handledElsewhere(consumed: Consumed<typeof HistoricCaseRecorded>): Promise<void> {
    const { source, facts } = consumed.event.data;
    await this.note(consumed, { type: 'HistoricCaseRecorded', source });
    await recordHistory(this.triage, consumed, facts);
  }

  @OnEvent(HistoricCaseCorrected)
  correctedElsewhere(consumed: Consumed<typeof HistoricCaseCorrected>): Promise<void> {
    return recordHistory(this.triage, consumed, consumed.event.data.facts);
  }

  private note(consumed: ConsumedEvent, fact: CaseFact): Promise<void> {
    return noteCaseFact(this.triage.investigations, consumed, { by: 'triage', fact });
  }
}
