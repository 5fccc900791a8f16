import type { LogRecord } from '@redress/event-log';
import type { DomainEvent, Recorded } from '@redress/kernel';
import { declaredData, eventName, readingsByName } from './event-reading.js';
import { type ProjectedEvent, type Projection, undeclaredActor } from './projection.js';

/** A decoded event as the fold sees it; undefined when the projection does not read it. */
export function projectedEvent(
  projection: Projection,
  event: Recorded<DomainEvent>,
  record: LogRecord,
): ProjectedEvent | undefined {
  const { envelope, position, source = position } = record;
  const { stream, version, type, occurredAt, recordedAt, origin } = envelope;
  const reading = readingOf(projection, eventName(source.log, stream.category, type));
  if (!reading) return undefined;
  const actor = projection.readsActor ? envelope.actor : undeclaredActor;
  return {
    event: { ...event, actor, data: declaredData(reading, event.data) },
    envelope: { stream, version, type, occurredAt, recordedAt, origin, actor },
    source,
  };
}

const readings = new WeakMap<Projection, ReturnType<typeof readingsByName>>();

function readingOf(projection: Projection, name: string) {
  const known = readings.get(projection) ?? readingsByName(projection.events);
  readings.set(projection, known);
  return known.get(name);
}
