import type { EventDefinition, EventOf } from '@redress/contracts';
import type { HandleOptions, LogRecord, Tx } from '@redress/event-log';
import { type CommandMeta, type DomainEvent, type Recorded, systemActor } from '@redress/kernel';

/** An event as a consumer receives it: decoded, in the current version of its schema. */
export interface ConsumedEvent<Event extends DomainEvent = DomainEvent> {
  readonly event: Recorded<Event>;
  readonly record: LogRecord;
  /** The transaction in which the group's checkpoint moves: write effects here or nowhere. */
  readonly tx: Tx;
  /** Trace context of its handling; absent where nobody traces it. */
  readonly traceparent?: string;
}

/** The consumed event of one definition: the parameter type of a handler. */
export type Consumed<Definition extends EventDefinition> = ConsumedEvent<EventOf<Definition>>;

/**
 * Circumstances of a command that reacts to an event. Its clock is the owner's recorded time of
 * the cause, so a reaction that runs late or again decides exactly the same.
 */
export function reactionTo(consumed: ConsumedEvent, reactor: string): CommandMeta {
  const { stream, id, recordedAt, origin, correlationId } = consumed.record.envelope;
  const traceparent = consumed.traceparent ?? consumed.record.envelope.traceparent;
  return {
    tenantId: stream.tenantId,
    actor: systemActor(reactor),
    now: recordedAt,
    origin,
    correlationId,
    causationId: id,
    ...(traceparent ? { traceparent } : {}),
  };
}

/** Options of a reaction: same transaction, same ordering key, recorded not before its cause. */
export function withinReaction(consumed: ConsumedEvent): HandleOptions {
  const { orderingKey, envelope } = consumed.record;
  return { orderingKey, notBefore: envelope.recordedAt, tx: consumed.tx };
}
