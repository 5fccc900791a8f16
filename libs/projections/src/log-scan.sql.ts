import { logTables, journalName } from '@redress/event-log';
import type { EventReading } from './event-reading.js';
import type { Projection } from './projection.js';

/** Fields up to which PostgreSQL cuts them out of the data; more are cheaper to cut out here. */
const cutMax = 3;

/** Which events of a partition are read: after one offset, up to another, and no later than `at`. */
export interface ScanRange {
  readonly partition: number;
  readonly after: number;
  readonly upTo: number;
  /** RFC 3339; on the axis of what was known, or of what was true. */
  readonly at?: string;
  readonly axis?: 'recorded' | 'occurred';
  /** Only the streams of this tenant. */
  readonly tenantId?: string;
}

/**
 * What a rebuild reads of a partition, generated from the declaration: no JSON but the declared
 * fields leaves the server. Columns: offset, number of the stream, offset at the source, version,
 * schema version, type, times of occurrence and record, origin, actor, data.
 *
 * The streams are not joined: the order of offsets then comes from the primary key, without a sort.
 */
export function copyEvents(projection: Projection, range: ScanRange): string {
  const { events } = logTables(projection.log);
  const types = [...sentByType(projection.events)];
  const names = types.map(([type]) => literal(type)).join(', ');
  const axis = range.axis === 'occurred' ? 'occurred_at' : 'recorded_at';
  const until = range.at === undefined ? '' : `and e.${axis} <= ${literal(range.at)}`;
  return `copy (
    select e.off, e.stream_no, ${projection.log === journalName ? 'e.source_off' : 'e.off'},
           e.version, e.schema_version, e.type, e.occurred_at, e.recorded_at,
           e.meta ->> 'origin', ${projection.readsActor ? `e.meta ->> 'actor'` : 'null'},
           case e.type ${types.map(dataOf).join(' ')} end
    from ${events} e
    where e.partition = ${range.partition} and e.off > ${range.after} and e.off <= ${range.upTo}
      and e.type in (${names}) ${until}
    order by e.off
  ) to stdout`;
}

/** The streams of a partition: number, log of the owner, tenant, category, id. */
export function copyStreams(
  projection: Projection,
  { partition, tenantId }: Pick<ScanRange, 'partition' | 'tenantId'>,
): string {
  const { streams } = logTables(projection.log);
  const source = projection.log === journalName ? 'source_log' : literal(projection.log);
  const ofTenant = tenantId === undefined ? '' : `and tenant_id = ${literal(tenantId)}`;
  return `copy (
    select stream_no, ${source}, tenant_id, category, stream_id
    from ${streams} where partition = ${partition} ${ofTenant}
  ) to stdout`;
}

/** How the data of a type is sent: as an array of declared fields of one version, or whole. */
export interface SentData {
  readonly fields: readonly string[] | 'all';
  /** Version of the schema to which the fields belong; any other version is sent whole. */
  readonly version: number;
}

/**
 * What is sent of each type. One name may be used by several aggregates; what any of them declares
 * is sent for all, and cut down to the reader's own fields on arrival.
 */
export function sentByType(readings: readonly EventReading[]): Map<string, SentData> {
  const byType = new Map<string, SentData>();
  for (const { definition, fields } of readings) {
    const { type, version } = definition;
    const known = byType.get(type) ?? { fields: [], version };
    byType.set(type, { version, fields: bothFields(known, { fields, version }) });
  }
  return byType;
}

function bothFields(a: SentData, b: SentData): SentData['fields'] {
  if (a.fields === 'all' || b.fields === 'all' || a.version !== b.version) return 'all';
  const fields = [...new Set([...a.fields, ...b.fields])];
  return fields.length > cutMax ? 'all' : fields;
}

function dataOf([type, sent]: readonly [string, SentData]): string {
  return `when ${literal(type)} then ${expressionOf(sent)}`;
}

/** Older versions of a schema are sent whole: they are brought up to date before they are cut. */
function expressionOf({ fields, version }: SentData): string {
  if (fields === 'all') return 'e.data::text';
  const values = fields.map((field) => `e.data -> ${literal(field)}`).join(', ');
  const cut = fields.length === 0 ? `'[]'` : `json_build_array(${values})::text`;
  return `case when e.schema_version = ${version} then ${cut} else e.data::text end`;
}

/** A text as an SQL literal; `COPY` takes no parameters. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
