import { rolesOf, tenantRowSecurity } from '@redress/postgres';
import type { ColumnType, Projection } from './projection.js';

const identifier = /^[a-z][a-z0-9_]{0,50}$/;

/** Table of one version; the view of the projection's name shows the active one. */
export function tableOf({ name, version }: Pick<Projection, 'name' | 'version'>): string {
  if (!identifier.test(name)) throw new Error(`'${name}' cannot name a projection`);
  if (!Number.isSafeInteger(version) || version < 1) throw new Error(`version ${version}`);
  return `${name}_v${version}`;
}

/** Columns that people may read; the state is the engine's. */
function shownColumns(projection: Projection): string[] {
  for (const column of Object.keys(projection.columns)) {
    if (!identifier.test(column)) throw new Error(`'${column}' cannot name a column`);
  }
  return ['tenant_id', 'key', ...Object.keys(projection.columns)];
}

/** Creates table, indexes, row-level security and view of one version, in this order. */
export function createProjection(service: string, projection: Projection): string[] {
  const table = tableOf(projection);
  const { name, columns, indexes = [] } = projection;
  const shown = shownColumns(projection).join(', ');
  const unknown = indexes.flat().find((column) => !(column in columns));
  if (unknown !== undefined) throw new Error(`${name} has no column '${unknown}' to index`);
  const declared = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
  return [
    `create table ${table} (
       tenant_id text not null,
       key       text not null,
       partition smallint not null,
       state     jsonb not null,
       shown     boolean not null,
       ${[...declared, 'primary key (tenant_id, key)'].join(',\n       ')}
     ) with (fillfactor = 80)`,
    ...indexes.map((on, index) => {
      return `create index ${table}_${index + 1} on ${table} (tenant_id, ${on.join(', ')}, key)`;
    }),
    ...tenantRowSecurity({ service, table }),
    `drop view if exists ${name}`,
    // security_invoker: the view asks with the rights of the reader, so the policy holds.
    `create view ${name} with (security_invoker = true) as
       select ${shown} from ${table} where shown`,
    `grant select on ${name} to ${rolesOf(service).reader}`,
  ];
}

/** Drops what `createProjection` made. */
export function dropProjection(projection: Projection): string[] {
  return [`drop view if exists ${projection.name}`, `drop table if exists ${tableOf(projection)}`];
}

/** States of the given keys: two arrays in, rows out. */
export function selectStates(projection: Projection): string {
  return `
    select tenant_id, key, state
    from ${tableOf(projection)}
    join unnest($1::text[], $2::text[]) as wanted (tenant_id, key) using (tenant_id, key)`;
}

/**
 * Writes whole rows, given as one JSON array of objects. A row of another partition is left alone,
 * and missing in the count: its owner works at the same time and would overwrite ours.
 */
export function upsertRows(projection: Projection): string {
  const table = tableOf(projection);
  const changed = ['state', 'shown', ...Object.keys(projection.columns)];
  return `
    insert into ${table}
    select * from jsonb_populate_recordset(null::${table}, $1::jsonb)
    on conflict (tenant_id, key) do update set
      ${changed.map((column) => `${column} = excluded.${column}`).join(', ')}
    where ${table}.partition = excluded.partition`;
}

/**
 * Count and hash of the rows that are shown. The hash of a row is 64 bits of its canonical text;
 * that of the table is their sum modulo 2^64, so the order of rows is nothing and a doubled row is
 * noticed.
 */
export function selectHash(projection: Projection): string {
  const columns = Object.entries(projection.columns);
  const canonical = columns.map(([column, type]) => canonicalText(column, type));
  return `
    select count(*)::bigint as rows,
           mod(coalesce(sum(hashtextextended(r::text, 0)::numeric), 0) + 2::numeric ^ 127,
               2::numeric ^ 64)::text as hash
    from (
      select ${['tenant_id', 'key', ...canonical].join(', ')}
      from ${tableOf(projection)} where shown
    ) r`;
}

/** How a value is written for the hash: not by settings of the session, as times and dates are. */
function canonicalText(column: string, type: ColumnType): string {
  if (type === 'timestamptz') return `(extract(epoch from ${column}) * 1000)::bigint`;
  if (type === 'date') return `(${column} - date '2000-01-01')`;
  return column;
}
