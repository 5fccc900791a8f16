import type { Origin, Timestamp } from '@redress/kernel';
import { fieldSeparator, rowSeparator } from './append-command.js';
import type { BareEvent } from './journal.port.js';
import { journalTables } from './journal-tables.sql.js';

/** A stream with its events in one text: lines joined by U+001E, their fields by U+001F. */
export interface BareStreamRow {
  readonly source_log: string;
  readonly partition: number;
  readonly category: string;
  readonly stream_id: string;
  readonly lines: string;
}

const { streams, events } = journalTables;

/** Nearly every event says so, and to look for that takes a fraction of reading its whole envelope. */
const origin = `case when position('"origin":"LIVE"' in e.meta::text) > 0 then 'LIVE'
          else e.meta ->> 'origin' end`;

/**
 * Events of whole streams: $1 tenant, $2 ids, $3 categories, $4 types, $5 types without data. A row per
 * stream, because with a row per event the protocol takes longer than all else. JSON has no control
 * characters but escaped ones, so the separators are in no field.
 */
export const selectBareStreams = `
  select s.source_log, s.partition, s.category, s.stream_id, told.lines
  from ${streams} s cross join lateral (
    select string_agg(concat_ws(E'\\x1f', e.version, e.source_off, e.type, e.schema_version,
        ${jsonTime('e.occurred_at')}, ${jsonTime('e.recorded_at')}, ${origin},
        case when e.type = any($5) then null else e.data end
      ), E'\\x1e' order by e.version) as lines
    from ${events} e where e.stream_no = s.stream_no and e.type = any($4)
  ) told
  where s.tenant_id = $1 and s.stream_id = any($2) and s.category = any($3)
    and told.lines is not null
  order by s.stream_id, s.category, s.source_log`;

/** The events of a row, in the order of their versions. */
export function bareEventsOf(tenantId: string, row: BareStreamRow): BareEvent[] {
  const { source_log: log, partition, category, stream_id: id, lines } = row;
  const stream = { tenantId, category, id };
  return lines.split(rowSeparator).map((line) => {
    const [version, offset, type = '', schemaVersion, occurred = '', recorded = '', origin, data] =
      line.split(fieldSeparator);
    return {
      source: { log, partition, offset: Number(offset) },
      stream,
      version: Number(version),
      type,
      schemaVersion: Number(schemaVersion),
      occurredAt: timestampOfJson(occurred),
      recordedAt: timestampOfJson(recorded),
      origin: origin as Origin,
      data: data === undefined ? null : (JSON.parse(data) as unknown),
    };
  });
}

/** The quickest form that no setting of the session changes: `"2026-03-01T09:30:00.5"`. */
function jsonTime(column: string): string {
  return `to_json(${column} at time zone 'UTC')`;
}

/** The same as the kernel writes it, without a `Date` in between: there are two in every line. */
function timestampOfJson(text: string): Timestamp {
  const [seconds, fraction] = [text.slice(1, 20), text.slice(21, -1)];
  return `${seconds}.${fraction.padEnd(3, '0')}Z`;
}
