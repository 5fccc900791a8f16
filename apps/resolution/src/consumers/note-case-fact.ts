import { type ConsumedEvent, reactionTo, withinReaction } from '@redress/bus';
import type { LogName } from '@redress/contracts';
import { acceptedOrThrow } from '@redress/event-log';
import type { CaseFact } from '../domain/resolution-command.js';
import type { Resolutions } from '../http/resolution.port.js';

/** A fact as another service recorded it. Facts of intake carry no round. */
export interface HeardFact {
  readonly log: LogName;
  readonly fact: CaseFact;
  readonly round?: number;
}

/** Notes a fact in the resolution of its case, in the consumer's transaction. */
export async function noteCaseFact(
  resolutions: Resolutions,
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
  const command = { type: 'NoteCaseFact', data, meta: reactionTo(consumed, 'resolution') } as const;
  const options = withinReaction(consumed);
  acceptedOrThrow(await resolutions.handle(envelope.stream.id, command, options));
}
