import { type EventCatalogue, messageValueBytes, messageValueBytesMax } from '@redress/contracts';
import type { Command, DomainEvent, Recorded, StreamRef, Uuid } from '@redress/kernel';
import type { EventLog, NewEvent } from './event-log.port.js';
import type { Sealer, Unsealed } from './sealer.port.js';

/** What it takes to make events that can be stored. */
export interface EventMaking {
  readonly log: Pick<EventLog, 'name'>;
  readonly catalogue: EventCatalogue;
  readonly sealer: Sealer;
  readonly newId: () => Uuid;
}

/** Thrown when an event could not be published, because no broker would take its message. */
export class EventTooLargeError extends Error {
  override readonly name = 'EventTooLargeError';

  constructor(
    readonly type: string,
    readonly bytes: number,
  ) {
    super(`${type} would have ${bytes} bytes as a message, and ${messageValueBytesMax} are taken`);
  }
}

/**
 * The events of a decision as they are stored: with ids and circumstances, texts sealed, data
 * checked against their schemas.
 *
 * @throws SubjectErasedError when a text belongs to somebody whose key was destroyed
 * @throws EventTooLargeError when one is larger than a message on a topic may be
 * @throws Error on an event that the catalogue does not know, or that breaks its schema: a bug
 */
export async function newEvents(
  events: readonly Recorded<DomainEvent>[],
  stream: StreamRef,
  meta: Command['meta'],
  { log, catalogue, sealer, newId }: EventMaking,
): Promise<NewEvent[]> {
  const unsealed = events.map((event): Unsealed & { event: Recorded<DomainEvent> } => {
    const definition = catalogue.find(log.name, stream.category, event.type);
    if (!definition) throw new Error(`${event.type} is no event of ${log.name}/${stream.category}`);
    return { event, definition, stream, eventId: newId(), data: event.data };
  });
  const sealed = await sealer.seal(unsealed);
  return unsealed.map(({ event, definition, eventId }, index): NewEvent => {
    const result = sealed[index];
    if (!result) throw new Error('the sealer answered no result for an event');
    const { data, sealed: fields } = result;
    const problems = catalogue.problems(definition, data);
    if (problems.length > 0)
      throw new Error(`${event.type} breaks its schema: ${problems.join('; ')}`);
    const bytes = messageValueBytes(result);
    if (bytes > messageValueBytesMax) throw new EventTooLargeError(event.type, bytes);
    const { origin, correlationId, causationId, traceparent } = meta;
    return {
      id: eventId,
      type: event.type,
      schemaVersion: definition.version,
      occurredAt: event.occurredAt,
      actor: event.actor,
      origin,
      correlationId,
      ...(causationId ? { causationId } : {}),
      ...(traceparent ? { traceparent } : {}),
      ...(event.policyRefs ? { policyRefs: event.policyRefs } : {}),
      data,
      sealed: fields,
    };
  });
}
