import { timestampOf } from '@redress/kernel';
import type { Actor, Origin, PolicyRefs, Uuid } from '@redress/kernel';
import type { LogRecord, SealedFields } from './event-log.port.js';
import type { LogTables } from './log-tables.js';

/** An event with its stream, as `selectRecords` reads it. */
export interface LogRow {
  readonly off: string;
  readonly partition: number;
  readonly version: number;
  readonly id: Uuid;
  readonly type: string;
  readonly schema_version: number;
  readonly recorded_at: Date;
  readonly occurred_at: Date;
  readonly meta: LogRowMeta;
  readonly data: unknown;
  readonly sealed_subjects: string[] | null;
  /** As PostgreSQL writes bytea: `\x` and hexadecimal digits. */
  readonly sealed_texts: string[] | null;
  readonly tenant_id: string;
  readonly category: string;
  readonly stream_id: string;
  readonly ordering_key: string;
}

interface LogRowMeta {
  readonly actor: Actor;
  readonly origin: Origin;
  readonly correlationId: Uuid;
  readonly causationId?: Uuid;
  readonly policyRefs?: PolicyRefs;
  readonly traceparent?: string;
}

/** All columns of an event `e` but the ciphertexts, which weigh more than the rest. */
export const openColumns = `e.off, e.partition, e.version, e.id, e.type, e.schema_version,
  e.recorded_at, e.occurred_at, e.meta, e.data`;

/** As JSON: pg reads arrays letter by letter, which was a fifth of what a command cost. */
export const sealedColumns = `to_json(e.sealed_subjects) as sealed_subjects,
  to_json(e.sealed_texts) as sealed_texts`;

const columns = `${openColumns}, ${sealedColumns},
  s.tenant_id, s.category, s.stream_id, s.ordering_key`;

/** $1..$3 tenant, category, id; $4, $5 versions from, to; $6 recorded up to. Nulls are no limit. */
export function selectStream({ streams, events }: LogTables): string {
  return `select ${columns} from ${streams} s join ${events} e on e.stream_no = s.stream_no
    where s.tenant_id = $1 and s.category = $2 and s.stream_id = $3
      and e.version >= coalesce($4::integer, 1)
      and e.version <= coalesce($5::integer, 2147483647)
      and e.recorded_at <= coalesce($6::timestamptz, 'infinity')
    order by e.version`;
}

/** $1..$3 tenants, categories, ids of whole streams; `place` counts them from 1. */
export function selectStreams({ streams, events }: LogTables): string {
  return `select wanted.place, ${columns}
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality
      as wanted (tenant_id, category, stream_id, place)
    join ${streams} s using (tenant_id, category, stream_id)
    join ${events} e on e.stream_no = s.stream_no
    order by wanted.place, e.version`;
}

/** $1 partition, $2 after this offset, $3 at most so many. */
export function selectPartition({ streams, events }: LogTables): string {
  return `select ${columns} from (
      select * from ${events} where partition = $1 and off > $2 order by off limit $3
    ) e join ${streams} s on s.stream_no = e.stream_no order by e.off`;
}

/** The record of a row. */
export function recordOf(log: string, row: LogRow): LogRecord {
  const offset = Number(row.off);
  return {
    position: { log, partition: row.partition, offset },
    // Offsets are dense, so the one before is known without reading it.
    previous: offset - 1,
    orderingKey: row.ordering_key,
    envelope: {
      id: row.id,
      stream: { tenantId: row.tenant_id, category: row.category, id: row.stream_id },
      version: row.version,
      type: row.type,
      schemaVersion: row.schema_version,
      occurredAt: timestampOf(row.occurred_at.getTime()),
      recordedAt: timestampOf(row.recorded_at.getTime()),
      ...row.meta,
    },
    data: row.data,
    sealed: sealedOf(row),
  };
}

function sealedOf({ sealed_subjects: subjects, sealed_texts: texts }: LogRow): SealedFields[] {
  if (!subjects || !texts) return [];
  return subjects.map((subject, index) => {
    const ciphertext = texts[index];
    if (!ciphertext?.startsWith('\\x')) throw new Error(`${subject} has no ciphertext in hex`);
    return { subject, ciphertext: Buffer.from(ciphertext.slice(2), 'hex') };
  });
}
