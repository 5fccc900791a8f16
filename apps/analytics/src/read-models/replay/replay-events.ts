import { formatPosition, type Timestamp } from '@redress/kernel';
import { type EventDefinition, redressCatalogue, type StoredAs } from '@redress/contracts';
import type { BareEvent } from '@redress/event-log';
import {
  declaredData,
  type EventReading,
  eventName,
  type ProjectedEvent,
  type Projection,
  readingsByName,
  undeclaredActor,
} from '@redress/projections';
import type { TimeAxis } from '../../domain/risk/facts/facts-as-of.js';

/** What is asked about: a moment on one of both axes, and an earlier one to compare it with. */
export interface Moments {
  readonly at: Timestamp;
  readonly axis: TimeAxis;
  readonly from?: Timestamp;
}

/** One event of a replay: what, where and when, and nothing of what it says. */
export interface ReplayedEvent {
  readonly type: string;
  readonly category: string;
  readonly streamId: string;
  readonly version: number;
  readonly occurredAt: Timestamp;
  readonly recordedAt: Timestamp;
  /** Where its owner recorded it, `<log>/<partition>/<offset>`. */
  readonly position: string;
}

/** Most events that a replay lists; the newest of them. */
const listedMax = 1_000;

/**
 * The events as a fold sees them: those that it declares, and of them what it declares.
 *
 * @throws Error when one of them cannot be read: nothing is told on half a history
 */
export function projectedBare(
  readings: readonly EventReading[],
  events: readonly BareEvent[],
): readonly ProjectedEvent[] {
  const byName = readingsByName(readings);
  const found: ProjectedEvent[] = [];
  const actor = undeclaredActor;
  for (const bare of events) {
    const { source, stream, version, type, schemaVersion, occurredAt, recordedAt, origin } = bare;
    const { category } = stream;
    const reading = byName.get(eventName(source.log, category, type));
    if (!reading) continue;
    const stored = { log: source.log, category, type, schemaVersion };
    const data = declaredData(reading, currentData(reading, stored, bare.data));
    found.push({
      event: { type, occurredAt, actor, data },
      envelope: { stream, version, type, occurredAt, recordedAt, origin, actor },
      source,
    });
  }
  return found;
}

/** As a bulk fold does: what was checked when it was recorded is not checked again. */
function currentData({ definition, fields }: EventReading, stored: StoredAs, data: unknown) {
  if (fields.length === 0) return {};
  if (stored.schemaVersion === definition.version) return data;
  const decoded = redressCatalogue.decode(stored, data);
  if (!decoded.ok) throw new Error(`${decoded.problem}: ${decoded.detail}`);
  return decoded.data;
}

/** The types of which a fold reads no field, under whatever name of a stream. */
export function typesReadEmpty(readings: readonly EventReading[]): readonly string[] {
  const full = new Set(readings.filter(readsFields).map(({ definition }) => definition.type));
  const types = readings.map(({ definition }) => definition.type);
  return [...new Set(types)].filter((type) => !full.has(type));
}

function readsFields({ fields }: EventReading): boolean {
  return fields === 'all' || fields.length > 0;
}

/**
 * The events up to a moment, that moment included. A filter and nothing else: within a stream they
 * stay in the order in which they were recorded, whatever they say of when they were true.
 */
export function eventsUpTo(
  events: readonly ProjectedEvent[],
  at: Timestamp,
  axis: TimeAxis,
): readonly ProjectedEvent[] {
  return events.filter((event) => timeOf(event, axis) <= at);
}

/** The states that a projection folds from events of one tenant, by key. */
export function foldKeys<State>(
  projection: Projection<State>,
  events: readonly ProjectedEvent[],
): ReadonlyMap<string, State> {
  const states = new Map<string, State>();
  for (const event of events) {
    const key = projection.key(event);
    if (key === undefined) continue;
    states.set(key, projection.fold(states.get(key) ?? projection.initialState, event));
  }
  return states;
}

/** How many of these events are of one type, by the stream in which they stand. */
export function countByStream(
  events: readonly ProjectedEvent[],
  { category, type }: Pick<EventDefinition, 'category' | 'type'>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { event, envelope } of events) {
    if (event.type !== type || envelope.stream.category !== category) continue;
    const { id } = envelope.stream;
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** The newest events after `from`, for a reader: in the order of the axis. */
export function listed(
  events: readonly ProjectedEvent[],
  { axis, from = '' }: Pick<Moments, 'axis' | 'from'>,
): readonly ReplayedEvent[] {
  return events
    .filter((event) => timeOf(event, axis) > from)
    .map((event) => ({ event, time: timeOf(event, axis) }))
    .sort((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)))
    .slice(-listedMax)
    .map(({ event }) => replayed(event));
}

function replayed({ envelope, source }: ProjectedEvent): ReplayedEvent {
  const { type, stream, version, occurredAt, recordedAt } = envelope;
  const { category, id: streamId } = stream;
  const position = formatPosition(source);
  return { type, category, streamId, version, occurredAt, recordedAt, position };
}

/** Timestamps have one form, so their order is that of their texts. */
function timeOf({ envelope }: ProjectedEvent, axis: TimeAxis): Timestamp {
  return axis === 'recorded' ? envelope.recordedAt : envelope.occurredAt;
}
