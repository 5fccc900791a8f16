import { type ConsumedEvent, reactionTo, withinReaction } from '@redress/bus';
import { acceptedOrThrow } from '@redress/event-log';
import {
  type HistoricFacts,
  historicClassification,
} from '../domain/historic-classification.policy.js';
import type { Triage } from '../http/triage.port.js';

/**
 * Records what another system says of a case it has handled: how it is classified, and whether it
 * kept its promise. A step that the source does not prove is not invented.
 */
export async function recordHistory(
  { investigations, clocks }: Triage,
  consumed: ConsumedEvent,
  facts: HistoricFacts,
): Promise<void> {
  const { stream } = consumed.record.envelope;
  const { occurredAt } = consumed.event;
  const meta = { ...reactionTo(consumed, 'triage'), origin: 'IMPORT' } as const;
  const options = withinReaction(consumed);
  const data = { ...historicClassification(facts), occurredAt };
  const classify = { type: 'ClassifyComplaint', data, meta } as const;
  acceptedOrThrow(await investigations.handle(stream.id, classify, options));
  const { state } = await investigations.load(
    { ...stream, category: 'investigation' },
    consumed.tx,
  );
  const { historicSource: source } = state.facts;
  if (facts.promiseKept === undefined || source === undefined) return;
  const outcome = { kept: facts.promiseKept, source, occurredAt };
  const record = { type: 'RecordPromiseOutcome', data: outcome, meta } as const;
  acceptedOrThrow(await clocks.handle(stream.id, record, options));
}
