import type { EventCatalogue } from '@redress/contracts';
import { type LogRecord, sourceOf } from '@redress/event-log';
import type { DomainEvent, Recorded } from '@redress/kernel';
import { declaredData, type EventReading, eventName, readingsByName } from './event-reading.js';
import { PoisonEventError } from './poison-event.error.js';
import { type ProjectedEvent, type Projection, undeclaredActor } from './projection.js';

/** A decoded event as the fold sees it; undefined when the projection does not read it. */
export function projectedEvent(
  projection: Projection,
  event: Recorded<DomainEvent>,
  record: LogRecord,
): ProjectedEvent | undefined {
  const reading = readingOf(projection, record);
  if (!reading) return undefined;
  const { stream, version, type, occurredAt, recordedAt, origin } = record.envelope;
  const actor = projection.readsActor ? record.envelope.actor : undeclaredActor;
  return {
    event: { ...event, actor, data: declaredData(reading, event.data) },
    envelope: { stream, version, type, occurredAt, recordedAt, origin, actor },
    source: sourceOf(record),
  };
}

/**
 * The events of records that a projection reads, decoded.
 *
 * @throws PoisonEventError when one of them cannot be read
 */
export function projectedEvents(
  projection: Projection,
  catalogue: EventCatalogue,
  records: readonly LogRecord[],
): ProjectedEvent[] {
  return records.flatMap((record) => {
    if (!readingOf(projection, record)) return [];
    const { stream, type, schemaVersion, occurredAt, actor } = record.envelope;
    const source = sourceOf(record);
    const stored = { log: source.log, category: stream.category, type, schemaVersion };
    const decoded = catalogue.decode(stored, record.data);
    if (!decoded.ok) {
      throw new PoisonEventError(source, stored, `${decoded.problem}: ${decoded.detail}`);
    }
    const event = { type, occurredAt, actor, data: decoded.data };
    return projectedEvent(projection, event, record) ?? [];
  });
}

const readings = new WeakMap<Projection, ReadonlyMap<string, EventReading>>();

function readingOf(projection: Projection, record: LogRecord): EventReading | undefined {
  const known = readings.get(projection) ?? readingsByName(projection.events);
  readings.set(projection, known);
  const { stream, type } = record.envelope;
  return known.get(eventName(sourceOf(record).log, stream.category, type));
}
