import { logNames, type LogName } from '@redress/contracts';
import { acceptedOrThrow, type HandleOptions, type Outcome } from '@redress/event-log';
import type { Command, DomainEvent, HeardFact } from '@redress/kernel';
import { type ConsumedEvent, reactionTo, withinReaction } from './consumed-event.js';

/** The command handler of streams that note facts of other services. */
interface CaseFactNotes<Fact> {
  handle(
    caseId: string,
    command: Command<'NoteCaseFact', HeardFact<Fact, LogName>>,
    options?: HandleOptions,
  ): Promise<Outcome<DomainEvent, string>>;
}

/** What of an event a case is told, and by which service. */
export interface NotedFact<Fact> {
  /** Name of the service that notes it. */
  readonly by: string;
  readonly fact: Fact;
  /** Absent where the fact holds for all rounds of the case. */
  readonly round?: number;
}

/**
 * Notes an event of another service in the stream of the same case, in the consumer's transaction and
 * at the event's own time. Once: an event that is delivered again adds nothing.
 *
 * @throws CommandRejectedError when the note is refused, RangeError when the log is not of the product
 */
export async function noteCaseFact<Fact>(
  cases: CaseFactNotes<Fact>,
  consumed: ConsumedEvent,
  { by, fact, round }: NotedFact<Fact>,
): Promise<void> {
  const { position, envelope } = consumed.record;
  const sourceLog = logNames.find((name) => name === position.log);
  if (!sourceLog) throw new RangeError(`there is no log ${position.log}`);
  const data = {
    sourceLog,
    sourcePartition: position.partition,
    sourceOffset: position.offset,
    sourceRecordedAt: envelope.recordedAt,
    occurredAt: envelope.occurredAt,
    fact,
    ...(round === undefined ? {} : { round }),
  };
  const command = { type: 'NoteCaseFact', data, meta: reactionTo(consumed, by) } as const;
  acceptedOrThrow(await cases.handle(envelope.stream.id, command, withinReaction(consumed)));
}
