import { type ConsumedEvent, reactionTo, withinReaction } from '@redress/bus';
import type { Severity } from '@redress/contracts';
import { acceptedOrThrow } from '@redress/event-log';
import type { ClockFact, ClockTerms } from '../domain/clock-command.js';
import { severityBeforeClassification } from '../domain/clock-target.policy.js';
import type { Triage } from '../http/triage.port.js';

/** Tells the clocks of a case what happened. History of another system is not timed again. */
export async function observeFact(
  triage: Triage,
  consumed: ConsumedEvent,
  fact: ClockFact,
  severity?: Severity,
): Promise<void> {
  const { origin, stream, occurredAt } = consumed.record.envelope;
  if (origin === 'IMPORT') return;
  const terms = await clockTerms(triage, consumed, severity);
  const data = { fact, occurredAt, terms };
  const command = { type: 'ObserveFact', data, meta: reactionTo(consumed, 'triage') } as const;
  acceptedOrThrow(await triage.clocks.handle(stream.id, command, withinReaction(consumed)));
}

/** What the rules of the clocks need beside the event, read in the consumer's transaction. */
export async function clockTerms(
  triage: Triage,
  { record, tx }: ConsumedEvent,
  severity?: Severity,
): Promise<ClockTerms> {
  const { tenantId, id } = record.envelope.stream;
  return {
    times: await triage.timesInForce(tenantId, tx),
    severity: severity ?? (await severityOf()),
    clockIds: triage.newClockIds(),
  };

  async function severityOf(): Promise<Severity> {
    const stream = { tenantId, category: 'investigation', id };
    const { state } = await triage.investigations.load(stream, tx);
    return state.classification?.severity ?? severityBeforeClassification;
  }
}
