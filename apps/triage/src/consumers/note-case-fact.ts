import { type ConsumedEvent, reactionTo, withinReaction } from '@redress/bus';
import type { LogName } from '@redress/contracts';
import { acceptedOrThrow } from '@redress/event-log';
import type { CaseFact } from '../domain/investigation-command.js';
import type { Triage } from '../http/triage.port.js';

/** A fact as another service recorded it. Facts of intake carry no round. */
export interface HeardFact {
  readonly log: LogName;
  readonly fact: CaseFact;
  readonly round?: number;
}

/** Notes a fact in the investigation of its case, in the consumer's transaction. */
export async function noteCaseFact(
  { investigations }: Triage,
  consumed: ConsumedEvent,
  { log, fact, round }: HeardFact,
): Promise<void> {
  const { position, envelope } = consumed.record;
  const data = {
    sourceLog: log,
    sourcePartition: position.partition,
    sourceOffset: position.offset,
    sourceRecordedAt: envelope.recordedAt,
    occurredAt: envelope.occurredAt,
    fact,
    ...(round === undefined ? {} : { round }),
  };
  const command = { type: 'NoteCaseFact', data, meta: reactionTo(consumed, 'triage') } as const;
  const options = withinReaction(consumed);
  acceptedOrThrow(await investigations.handle(envelope.stream.id, command, options));
}
