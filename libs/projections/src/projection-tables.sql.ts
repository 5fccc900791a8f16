import { rolesOf, tenantRowSecurity } from '@redress/postgres';
import { columnsOf, type Generation } from './generation.js';
import type { ColumnType } from './projection.js';

/** Columns of a table in the order in which `COPY` and the others name them. */
export function tableColumns({ projection }: Generation): string[] {
  return ['tenant_id', 'key', 'partition', 'state', 'shown', ...columnsOf(projection)];
}

/** The links of a generation whose rows are joined, each in the direction in which it is stored. */
export function linksOf({ table }: Pick<Generation, 'table'>): string {
  return `${table}_links`;
}

/** Creates the bare tables of a generation: `COPY` fills them before anything else stands. */
export function createTables(generation: Generation, more: { unlogged?: true } = {}): string[] {
  const { projection, table } = generation;
  const kind = more.unlogged ? 'unlogged table' : 'table';
  const columns = columnsOf(projection).map((name) => `${name} ${projection.columns[name]}`);
  return [
    `create ${kind} ${table} (
       tenant_id text not null,
       key       text not null,
       partition smallint not null,
       state     json not null,
       shown     boolean not null,
       ${columns.join(',\n       ')}
     ) with (fillfactor = 80)`,
    ...(projection.join
      ? [
          `create ${kind} ${linksOf(generation)} (
             tenant_id text not null,
             key       text not null,
             other     text not null
           )`,
        ]
      : []),
  ];
}

/** Keys and indexes of filled tables. */
export function createIndexes(generation: Generation): string[] {
  const { projection, table } = generation;
  const { indexes = [] } = projection;
  const links = linksOf(generation);
  return [
    `alter table ${table} add primary key (tenant_id, key)`,
    ...indexes.map((on, index) => {
      return `create index ${table}_${index + 1} on ${table} (tenant_id, ${on.join(', ')}, key)`;
    }),
    ...(projection.join
      ? [
          `alter table ${links} add primary key (tenant_id, key, other)`,
          `create index ${links}_other on ${links} (tenant_id, other, key)`,
        ]
      : []),
    `analyze ${table}`,
  ];
}

/** Opens filled tables to the roles of the service: `COPY` into row security is refused. */
export function secureTables(service: string, { table }: Generation): string[] {
  return tenantRowSecurity({ service, table });
}

/** What a view shows: a table, and those of its columns that its projection declares. */
export interface ShownTable {
  /** Name of the projection, and so of the view. */
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
}

/** Shows a table under the name of its projection. Columns may differ from those before. */
export function showInView(service: string, { name, table, columns }: ShownTable): string[] {
  const shown = ['tenant_id', 'key', ...columns].join(', ');
  return [
    `drop view if exists ${name}`,
    // security_invoker: the view asks with the rights of the reader, so the policy holds.
    `create view ${name} with (security_invoker = true) as
       select ${shown} from ${table} where shown`,
    `grant select on ${name} to ${rolesOf(service).reader}`,
  ];
}

/** Drops the tables of a generation that no view shows; the one by which a sweep finds them goes last. */
export function dropTables(generation: Pick<Generation, 'table'>): string[] {
  return [
    `drop table if exists ${linksOf(generation)}`,
    `drop table if exists ${generation.table}`,
  ];
}

/** States of the given keys: two arrays in, rows out. */
export function selectStates({ table }: Generation): string {
  return `
    select tenant_id, key, state
    from ${table}
    join unnest($1::text[], $2::text[]) as wanted (tenant_id, key) using (tenant_id, key)`;
}

/**
 * Writes whole rows, given as one JSON array of objects. A row of another partition is left alone,
 * and missing in the count: its owner works at the same time and would overwrite ours.
 */
export function upsertRows(generation: Generation): string {
  const { table, projection } = generation;
  const changed = ['state', 'shown', ...columnsOf(projection)];
  return `
    insert into ${table}
    select * from json_populate_recordset(null::${table}, $1::json)
    on conflict (tenant_id, key) do update set
      ${changed.map((column) => `${column} = excluded.${column}`).join(', ')}
    where ${table}.partition = excluded.partition`;
}

/** Changes what is shown of rows whose states another partition owns; one JSON array of objects. */
export function updateShown({ table, projection }: Generation): string {
  const changed = ['shown', ...columnsOf(projection)];
  return `
    update ${table} t set ${changed.map((column) => `${column} = n.${column}`).join(', ')}
    from json_populate_recordset(null::${table}, $1::json) n
    where t.tenant_id = n.tenant_id and t.key = n.key`;
}

/**
 * Count and hash of the rows that are shown. The hash of a row is 64 bits of its canonical text;
 * that of the table is their sum modulo 2^64, so the order of rows is nothing and a doubled row is
 * noticed.
 */
export function selectHash({ projection, table }: Generation): string {
  return `
    select count(*)::bigint as rows,
           mod(coalesce(sum(hashtextextended(r::text, 0)::numeric), 0) + 2::numeric ^ 127,
               2::numeric ^ 64)::text as hash
    from (
      select ${['tenant_id', 'key', ...canonicalColumns(projection)].join(', ')}
      from ${table} where shown
    ) r`;
}

/** Up to five keys that two generations show differently, and the columns in which they do. */
export function selectDifferences(a: Generation, b: Generation): string {
  const columns = columnsOf(a.projection).map((name) => [
    name,
    canonicalText(name, a.projection.columns[name] ?? 'text', 'a'),
    canonicalText(name, a.projection.columns[name] ?? 'text', 'b'),
  ]);
  const differing = columns.map(
    ([name, left, right]) => `case when ${left} is distinct from ${right} then '${name}' end`,
  );
  return `
    select tenant_id, key,
           array_remove(array[case when a.key is null or b.key is null then 'shown' end,
             ${differing.join(', ')}]::text[], null) as columns
    from (select * from ${a.table} where shown) a
    full join (select * from ${b.table} where shown) b using (tenant_id, key)
    where a.key is null or b.key is null
       or ${columns.map(([, left, right]) => `${left} is distinct from ${right}`).join(' or ')}
    order by tenant_id, key limit 5`;
}

function canonicalColumns({ columns }: Generation['projection']): string[] {
  return Object.entries(columns).map(([column, type]) => canonicalText(column, type));
}

/** How a value is written for the hash: not by settings of the session, as times and dates are. */
function canonicalText(column: string, type: ColumnType, table?: string): string {
  const name = table ? `${table}.${column}` : column;
  if (type === 'timestamptz') return `(extract(epoch from ${name}) * 1000)::bigint`;
  if (type === 'date') return `(${name} - date '2000-01-01')`;
  return name;
}
