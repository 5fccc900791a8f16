import type { EventCatalogue } from '@redress/contracts';
import type { Actor, Origin, StreamRef } from '@redress/kernel';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { fieldText, linesOf, timestampOfField } from './copy-text.js';
import { dataOfFields, declaredData, type EventReading, readsData } from './event-reading.js';
import { copyEvents, copyStreams, type ScanRange } from './log-scan.sql.js';
import { OffsetOrder } from './offset-order.js';
import { pickFields } from './pick-fields.js';
import { type ProjectedEvent, type Projection, undeclaredActor } from './projection.js';

/** Readings by type of event, for the streams of one log and category. */
type ReadingsOfType = ReadonlyMap<string, EventReading>;

/** A stream that has events to be read. */
interface ScannedStream {
  /** Log of the owner. */
  readonly log: string;
  readonly ref: StreamRef;
  readonly readings: ReadingsOfType;
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
 * @throws Error when an event cannot be read, or an offset is missing
 */
export async function* scanLog(
  source: ScanSource,
  range: ScanRange,
): AsyncGenerator<ProjectedEvent[]> {
  const { client, projection } = source;
  const streams = await scanStreams(client, projection, range);
  const decode = rowDecoder(source);
  const order = new OffsetOrder<ProjectedEvent>();
  const chunks = client.query(copyTo(copyEvents(projection, range)));
  for await (const lines of linesOf(chunks)) {
    const events: ProjectedEvent[] = [];
    for (const line of lines) {
      const fields = line.split('\t');
      // A stream that is not there belongs to somebody else, or its event to nobody.
      const stream = streams.get(fields[2] ?? '');
      order.take(Number(fields[0]), Number(fields[1]), stream && decode(fields, stream), events);
    }
    if (events.length > 0) yield events;
  }
  order.requireAll(range.upTo);
}

async function scanStreams(
  client: Client,
  projection: Projection,
  range: ScanRange,
): Promise<Map<string, ScannedStream>> {
  const readings = readingsByHome(projection);
  // One string for all that is the same in many streams.
  const texts = new Map<string, string>();
  const interned = (text: string) => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
  const streams = new Map<string, ScannedStream>();
  const chunks = client.query(copyTo(copyStreams(projection, range)));
  for await (const lines of linesOf(chunks)) {
    for (const line of lines) {
      const [number = '', log = '', tenant, category = '', id] = line.split('\t');
      const ofHome = readings.get(`${log}/${category}`);
      if (!ofHome) continue;
      const tenantId = interned(fieldText(tenant) ?? '');
      const ref = { tenantId, category: interned(category), id: fieldText(id) ?? '' };
      streams.set(number, { log: interned(log), ref, readings: ofHome });
    }
  }
  return streams;
}

/** The declared events by log and category of their streams, and by type. */
function readingsByHome({ events }: Projection): ReadonlyMap<string, ReadingsOfType> {
  const homes = new Map<string, Map<string, EventReading>>();
  for (const reading of events) {
    const { log, category, type } = reading.definition;
    const home = homes.get(`${log}/${category}`) ?? new Map<string, EventReading>();
    homes.set(`${log}/${category}`, home.set(type, reading));
  }
  return homes;
}

function rowDecoder({ projection, catalogue }: ScanSource) {
  const { readsActor } = projection;
  // Field by field, in one go: this runs once for every event of a log.
  return (fields: readonly string[], stream: ScannedStream): ProjectedEvent | undefined => {
    const type = fields[6] ?? '';
    const reading = stream.readings.get(type);
    if (!reading) return undefined;
    const occurredAt = timestampOfField(fields[7] ?? '');
    const meta = readsActor ? metaOf(fields[9]) : undefined;
    const actor = meta ? meta.actor : undeclaredActor;
    return {
      event: {
        type,
        occurredAt,
        actor,
        data: dataOf(fields[10], fields[5], { reading, catalogue }),
      },
      envelope: {
        stream: stream.ref,
        version: Number(fields[4]),
        type,
        occurredAt,
        recordedAt: timestampOfField(fields[8] ?? ''),
        origin: meta ? meta.origin : (fields[9] as Origin),
        actor,
      },
      source: { log: stream.log, partition: Number(fields[0]), offset: Number(fields[3]) },
    };
  };
}

function metaOf(field: string | undefined): { actor: Actor; origin: Origin } {
  return JSON.parse(fieldText(field) ?? '') as { actor: Actor; origin: Origin };
}

/** The declared part of data; older versions of a schema are brought up to date before. */
function dataOf(
  field: string | undefined,
  schemaVersion: string | undefined,
  { reading, catalogue }: { reading: EventReading; catalogue: EventCatalogue },
): unknown {
  const { definition, fields } = reading;
  if (!readsData(reading)) return {};
  const text = fieldText(field) ?? 'null';
  const version = Number(schemaVersion);
  if (version === definition.version) {
    const picked = fields === 'all' ? undefined : pickFields(text, fields);
    return picked && fields !== 'all'
      ? dataOfFields(fields, picked)
      : declaredData(reading, JSON.parse(text));
  }
  const decoded = catalogue.decode({ ...definition, schemaVersion: version }, JSON.parse(text));
  if (!decoded.ok) throw new Error(`${decoded.problem}: ${decoded.detail}`);
  return declaredData(reading, decoded.data);
}
