import { journalName, logTables } from '@redress/event-log';
import { origins } from '@redress/kernel';
import { readsData } from '../event-reading.js';
import type { LeftOut } from '../left-out.js';
import type { Projection } from '../projection.js';

/** Which events of a log are read: of some partitions, up to an offset, and no later than `at`. */
export interface ScanRange {
  /** Last offset by partition; what is missing, or stands at -1, is not read. */
  readonly upTo: Readonly<Record<number, number>>;
  /** RFC 3339; on the axis of what was known, or of what was true. */
  readonly at?: string;
  readonly axis?: 'recorded' | 'occurred';
  /** Only the streams of this tenant. */
  readonly tenantId?: string;
  /** Events that are passed over. */
  readonly leftOut?: LeftOut;
  /** Nothing has judged these events before: all of their data is read, and must fit its schema. */
  readonly isUnproven?: boolean;
}

/**
 * What a bulk fold reads of a log, generated from the declaration. Columns: partition, offset; and of
 * events that are read: number of the stream, offset at the source, version, schema version, type,
 * times of occurrence and record, origin or the whole meta, data.
 *
 * The rows come as they lie on disk, where all partitions are mixed: to ask for one partition in its
 * order would read every page of the table once for each. Offsets are dense, so the reader can put
 * them in order; that is why there is a row for events that nobody reads, too.
 */
export function copyEvents(projection: Projection, range: ScanRange): string {
  const { events } = logTables(projection.log);
  const source = projection.log === journalName ? 'e.source_off' : 'e.off';
  return `copy (
    select e.partition, e.off, w.*
    from ${events} e
    left join lateral (
      select e.stream_no, ${source} as source_off, e.version, e.schema_version, e.type,
             e.occurred_at, e.recorded_at,
             ${projection.readsActor ? 'e.meta' : originOfMeta} as meta, ${dataOf(projection, range)} as data
      where ${isRead(projection, range)}
      offset 0
    ) w on true
    where e.off <= ('{${endsOf(range).join(',')}}'::bigint[])[e.partition + 1]
  ) to stdout`;
}

/** The streams of some partitions: number, log of the owner, tenant, category, id. */
export function copyStreams(projection: Projection, range: ScanRange): string {
  const { streams } = logTables(projection.log);
  const source = projection.log === journalName ? 'source_log' : literal(projection.log);
  const { tenantId } = range;
  const ofTenant = tenantId === undefined ? '' : `and tenant_id = ${literal(tenantId)}`;
  return `copy (
    select stream_no, ${source}, tenant_id, category, stream_id
    from ${streams} where partition in (${partitionsOf(range).join(', ')}) ${ofTenant}
  ) to stdout`;
}

/** The partitions that a range reads, ascending. */
export function partitionsOf({ upTo }: ScanRange): number[] {
  return Object.keys(upTo)
    .map(Number)
    .filter((partition) => (upTo[partition] ?? -1) >= 0)
    .sort((a, b) => a - b);
}

/** Last offset of every partition up to the last one that is read, -1 for none. */
function endsOf(range: ScanRange): number[] {
  const last = Math.max(-1, ...partitionsOf(range));
  return Array.from({ length: last + 1 }, (_, partition) => range.upTo[partition] ?? -1);
}

function isRead({ events }: Projection, range: ScanRange): string {
  const { at, axis = 'recorded', leftOut = {} } = range;
  const types = [...new Set(events.map(({ definition }) => literal(definition.type)))];
  const until = at === undefined ? '' : ` and e.${axis}_at <= ${literal(at)}`;
  const without = Object.entries(leftOut).map(
    ([partition, offsets]) =>
      ` and not (e.partition = ${partition} and e.off in (${offsets.join(', ')}))`,
  );
  return `e.type in (${types.join(', ')})${until}${without.join('')}`;
}

/**
 * Whole data: PostgreSQL goes through the text again for every field that it is asked for, and takes
 * longer for the first one than sending and parsing everything takes. What has no declared field has
 * no data, unless it is to be judged.
 */
function dataOf({ events }: Projection, { isUnproven = false }: ScanRange): string {
  if (isUnproven) return 'e.data';
  const wanted = events.filter(readsData);
  const types = [...new Set(wanted.map(({ definition }) => literal(definition.type)))];
  if (types.length === 0) return 'null';
  return wanted.length === events.length
    ? 'e.data'
    : `case when e.type in (${types.join(', ')}) then e.data end`;
}

/** Finding the pair as it is usually written is far cheaper than taking the JSON apart. */
const originOfMeta = `case ${origins
  .map((origin) => `when strpos(e.meta::text, '"origin":"${origin}"') > 0 then '${origin}'`)
  .join(' ')} else e.meta ->> 'origin' end`;

/** A text as an SQL literal; `COPY` takes no parameters. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
