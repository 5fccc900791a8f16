import type { EventCatalogue } from '@redress/contracts';
import type { DomainEvent, Recorded } from '@redress/kernel';
import type { LogRecord } from './event-log.port.js';
import { sourceOf } from './journal.port.js';

/**
 * The domain event of a record in a service's own stream, or of its copy in a journal. Unknown or unreadable data is fatal
 * here: a decision must never be made on half a history.
 */
export function recordedEvent<Event extends DomainEvent>(
  record: LogRecord,
  catalogue: EventCatalogue,
): Recorded<Event> {
  const { envelope } = record;
  const at = {
    log: sourceOf(record).log,
    category: envelope.stream.category,
    type: envelope.type,
    schemaVersion: envelope.schemaVersion,
  };
  const decoded = catalogue.decode(at, record.data);
  if (!decoded.ok) throw new Error(`${decoded.problem} in an own stream: ${decoded.detail}`);
  const { type, occurredAt, actor } = envelope;
  return {
    type,
    occurredAt,
    actor,
    data: decoded.data,
  } as Recorded<DomainEvent> as Recorded<Event>;
}
