import type { EventCatalogue } from '@redress/contracts';
import type { Actor, Origin } from '@redress/kernel';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { fieldText, linesOf, timestampOfField } from './copy-text.js';
import { declaredData, type EventReading, eventName, readingsByName } from './event-reading.js';
import {
  copyEvents,
  copyStreams,
  type ScanRange,
  type SentData,
  sentByType,
} from './log-scan.sql.js';
import { type ProjectedEvent, type Projection, undeclaredActor } from './projection.js';

/** A stream of the scanned partition. */
interface ScannedStream {
  readonly log: string;
  readonly tenantId: string;
  readonly category: string;
  readonly id: string;
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
 * Reads the declared events of one partition in order, some at a time: what the live path decodes
 * event by event is here one `COPY` of the columns and fields that the fold declares.
 */
export async function* scanPartition(
  source: ScanSource,
  range: ScanRange,
): AsyncGenerator<ProjectedEvent[]> {
  const { client, projection } = source;
  const streams = await scanStreams(client, projection, range);
  const decode = rowDecoder(source, range.partition);
  const chunks = client.query(copyTo(copyEvents(projection, range)));
  for await (const lines of linesOf(chunks)) {
    const events: ProjectedEvent[] = [];
    for (const line of lines) {
      const fields = line.split('\t');
      const stream = streams.get(fields[1] ?? '');
      // A stream made after the streams were read has no event before the cut.
      const event = stream && decode(fields, stream);
      if (event) events.push(event);
    }
    if (events.length > 0) yield events;
  }
}

async function scanStreams(
  client: Client,
  projection: Projection,
  range: ScanRange,
): Promise<Map<string, ScannedStream>> {
  const wanted = new Set(
    projection.events.map(({ definition }) => `${definition.log}/${definition.category}`),
  );
  const tenants = new Map<string, string>();
  const streams = new Map<string, ScannedStream>();
  const chunks = client.query(copyTo(copyStreams(projection, range)));
  for await (const lines of linesOf(chunks)) {
    for (const line of lines) {
      const [number = '', log = '', tenant, category = '', id] = line.split('\t');
      if (!wanted.has(`${log}/${category}`)) continue;
      const name = fieldText(tenant) ?? '';
      // One string for a tenant, not one for each of its streams.
      const tenantId = tenants.get(name) ?? name;
      tenants.set(name, tenantId);
      streams.set(number, { log, tenantId, category, id: fieldText(id) ?? '' });
    }
  }
  return streams;
}

function rowDecoder({ projection, catalogue }: ScanSource, partition: number) {
  const readings = readingsByName(projection.events);
  const sent = sentByType(projection.events);
  return (fields: readonly string[], stream: ScannedStream): ProjectedEvent | undefined => {
    const [, , sourceOffset, version, schemaVersion, type = '', occurred, recorded] = fields;
    const [origin, actor, data] = fields.slice(8);
    const { log, tenantId, category, id } = stream;
    const reading = readings.get(eventName(log, category, type));
    const how = sent.get(type);
    if (!reading || !how) return undefined;
    const occurredAt = timestampOfField(occurred ?? '');
    const by = projection.readsActor
      ? (JSON.parse(fieldText(actor) ?? '') as Actor)
      : undeclaredActor;
    const value = dataOf(fieldText(data) ?? 'null', Number(schemaVersion), {
      reading,
      how,
      catalogue,
    });
    return {
      event: { type, occurredAt, actor: by, data: value },
      envelope: {
        stream: { tenantId, category, id },
        version: Number(version),
        type,
        occurredAt,
        recordedAt: timestampOfField(recorded ?? ''),
        origin: (origin ?? 'LIVE') as Origin,
        actor: by,
      },
      source: { log, partition, offset: Number(sourceOffset) },
    };
  };
}

interface DataParts {
  readonly reading: EventReading;
  readonly how: SentData;
  readonly catalogue: EventCatalogue;
}

function dataOf(
  text: string,
  schemaVersion: number,
  { reading, how, catalogue }: DataParts,
): unknown {
  const { definition } = reading;
  const value: unknown = JSON.parse(text);
  if (how.fields !== 'all' && schemaVersion === how.version) {
    const values = value as readonly unknown[];
    const data: Record<string, unknown> = {};
    for (const [index, field] of how.fields.entries()) {
      const part = values[index];
      if (part !== null && (reading.fields === 'all' || reading.fields.includes(field))) {
        data[field] = part;
      }
    }
    return data;
  }
  if (schemaVersion === definition.version) return declaredData(reading, value);
  const decoded = catalogue.decode({ ...definition, schemaVersion }, value);
  if (!decoded.ok) throw new Error(`${decoded.problem}: ${decoded.detail}`);
  return declaredData(reading, decoded.data);
}
