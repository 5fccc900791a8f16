import type { EventCatalogue } from '@redress/contracts';
import { type Actor, type Origin, origins, type Position, type StreamRef } from '@redress/kernel';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { fieldText, linesOf } from './copy-text.js';
import { dataOfFields, declaredData, type EventReading, readsData } from '../event-reading.js';
import { LineCursor } from './line-cursor.js';
import { copyEvents, copyStreams, type ScanRange } from './log-scan.sql.js';
import { OffsetOrder } from './offset-order.js';
import { pickFields } from './pick-fields.js';
import { PoisonEventError } from '../poison-event.error.js';
import { type ProjectedEvent, type Projection, undeclaredActor } from '../projection.js';

/** A stream that has events to be read. */
interface ScannedStream {
  /** Log of the owner. */
  readonly log: string;
  readonly ref: StreamRef;
  readonly readings: readonly EventReading[];
}

/** Where events are read from. */
export interface ScanSource {
  /** A connection of its own, in UTC, that may read the tables of the log. */
  readonly client: Client;
  readonly projection: Projection;
  /** Reads events of older versions of their schema. */
  readonly catalogue: EventCatalogue;
}

/**
 * Reads the declared events of some partitions, some at a time, those of one partition in their
 * order: what the live path decodes event by event is here one `COPY` of what the fold declares.
 *
 * @throws PoisonEventError when an event cannot be read
 * @throws Error when an offset is missing
 */
export async function* scanLog(
  source: ScanSource,
  range: ScanRange,
): AsyncGenerator<ProjectedEvent[]> {
  const { client, projection } = source;
  const streams = await scanStreams(client, projection, range);
  const cursor = new LineCursor();
  const decode = eventDecoder(source, range, cursor);
  const order = new OffsetOrder<ProjectedEvent>();
  const chunks = client.query(copyTo(copyEvents(projection, range)));
  for await (const lines of linesOf(chunks)) {
    const events: ProjectedEvent[] = [];
    for (const line of lines) {
      cursor.start(line);
      const partition = cursor.number();
      const offset = cursor.number();
      // A stream that is not there belongs to another tenant, or its events to nobody.
      const stream = cursor.isNull() ? undefined : streams.get(cursor.number());
      order.take(partition, offset, stream && decode(stream, partition), events);
    }
    if (events.length > 0) yield events;
  }
  order.requireAll(range.upTo);
}

async function scanStreams(
  client: Client,
  projection: Projection,
  range: ScanRange,
): Promise<Map<number, ScannedStream>> {
  const readings = readingsByHome(projection);
  // One string for all that is the same in many streams.
  const texts = new Map<string, string>();
  const interned = (text: string) => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
  const streams = new Map<number, ScannedStream>();
  const chunks = client.query(copyTo(copyStreams(projection, range)));
  for await (const lines of linesOf(chunks)) {
    for (const line of lines) {
      const [number, log = '', tenant, category = '', id] = line.split('\t');
      const ofHome = readings.get(`${log}/${category}`);
      if (!ofHome) continue;
      const tenantId = interned(fieldText(tenant) ?? '');
      const ref = { tenantId, category: interned(category), id: fieldText(id) ?? '' };
      streams.set(Number(number), { log: interned(log), ref, readings: ofHome });
    }
  }
  return streams;
}

/** The declared events by log and category of their streams. */
function readingsByHome({ events }: Projection): ReadonlyMap<string, readonly EventReading[]> {
  const homes = new Map<string, EventReading[]>();
  for (const reading of events) {
    const { log, category } = reading.definition;
    const home = homes.get(`${log}/${category}`) ?? [];
    homes.set(`${log}/${category}`, [...home, reading]);
  }
  return homes;
}

/** Decodes the rest of the line on which the cursor stands. */
function eventDecoder(
  { projection, catalogue }: ScanSource,
  { isUnproven = false }: ScanRange,
  cursor: LineCursor,
) {
  const typeOf = ({ definition }: EventReading) => definition.type;
  const itself = (origin: Origin) => origin;
  return (stream: ScannedStream, partition: number): ProjectedEvent | undefined => {
    const offset = cursor.number();
    const version = cursor.number();
    const schemaVersion = cursor.number();
    const reading = cursor.oneOf(stream.readings, typeOf);
    if (!reading) return undefined;
    const { type } = reading.definition;
    const occurredAt = cursor.timestamp();
    const recordedAt = cursor.timestamp();
    const { actor, origin } = projection.readsActor
      ? metaOf(cursor.field())
      : { actor: undeclaredActor, origin: cursor.oneOf(origins, itself) };
    const source = { log: stream.log, partition, offset };
    if (!origin) throw new PoisonEventError(source, reading.definition, 'nobody knows its origin');
    const stored = { field: cursor.field(), schemaVersion, source };
    const data = dataOf(stored, { reading, catalogue, isUnproven });
    return {
      event: { type, occurredAt, actor, data },
      envelope: { stream: stream.ref, version, type, occurredAt, recordedAt, origin, actor },
      source,
    };
  };
}

function metaOf(field: string): { actor: Actor; origin: Origin | undefined } {
  const { actor, origin } = JSON.parse(fieldText(field) ?? '') as { actor: Actor; origin: string };
  return { actor, origin: origins.find((each) => each === origin) };
}

/** Data as it is stored, and whose. */
interface StoredData {
  /** In COPY's text format. */
  readonly field: string;
  readonly schemaVersion: number;
  readonly source: Position;
}

interface DataReading {
  readonly reading: EventReading;
  readonly catalogue: EventCatalogue;
  readonly isUnproven: boolean;
}

/** The declared part of data; older versions of a schema are brought up to date before. */
function dataOf(
  { field, schemaVersion, source }: StoredData,
  { reading, catalogue, isUnproven }: DataReading,
): unknown {
  const { definition, fields } = reading;
  if (!readsData(reading) && !isUnproven) return {};
  const text = fieldText(field) ?? 'null';
  if (schemaVersion === definition.version && !isUnproven) {
    const picked = fields === 'all' ? undefined : pickFields(text, fields);
    return picked && fields !== 'all'
      ? dataOfFields(fields, picked)
      : declaredData(reading, JSON.parse(text));
  }
  const decoded = catalogue.decode({ ...definition, schemaVersion }, JSON.parse(text));
  if (decoded.ok) return declaredData(reading, decoded.data);
  throw new PoisonEventError(source, definition, `${decoded.problem}: ${decoded.detail}`);
}
