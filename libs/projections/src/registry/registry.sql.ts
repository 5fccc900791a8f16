import { rolesOf } from '@redress/postgres';

/** What is known of every generation, and of the parts of one that is being built. */
export const registryTables: readonly string[] = [
  `create table projection_generations (
     table_name    text primary key,
     name          text not null,
     version       integer not null,
     generation    integer not null,
     state         text not null check (state in ('BUILDING', 'FILLED', 'ACTIVE', 'WARM', 'DROPPED')),
     columns       text[] not null,
     declared      text not null,
     code          text not null,
     made_at       timestamptz(3) not null default clock_timestamp(),
     changed_at    timestamptz(3) not null default clock_timestamp(),
     unique (name, version, generation)
   )`,
  // One generation of a name is shown, and no two rebuilds of a name can both win.
  `create unique index projection_shown on projection_generations (name) where state = 'ACTIVE'`,
  `create table projection_parts (
     table_name  text not null references projection_generations on delete cascade,
     partition   smallint not null,
     off         bigint not null,
     events      bigint not null,
     rows        bigint not null,
     primary key (table_name, partition)
   )`,
  `create table projection_certificates (
     id          bigint generated always as identity primary key,
     name        text not null,
     made_at     timestamptz(3) not null default clock_timestamp(),
     document    json not null
   )`,
];

/** The registry is the owner's to write; who runs projections reads it. */
export function registryRights(service: string): string[] {
  const { writer } = rolesOf(service);
  const tables = 'projection_generations, projection_parts, projection_certificates';
  return [`revoke all on ${tables} from ${writer}`, `grant select on ${tables} to ${writer}`];
}

/** All generations that still have tables, newest first. */
export const selectGenerations = `
  select table_name, name, version, generation, state, columns, declared, code
  from projection_generations where state <> 'DROPPED' and name = any($1)
  order by name, version desc, generation desc`;

/** Nobody else swaps what is shown under a name: $1 name. */
export const lockGenerations = `
  select from projection_generations where name = $1 order by table_name for no key update`;

/** Tables nobody has shown or fed for a minute: $1 names. */
export const selectDropped = `
  select table_name from projection_generations
  where state = 'DROPPED' and name = any($1)
    and changed_at < clock_timestamp() - interval '1 minute'`;

/** $1 table, $2 name, $3 version, $4 generation, $5 state, $6 columns, $7 declared, $8 code. */
export const insertGeneration = `
  insert into projection_generations
    (table_name, name, version, generation, state, columns, declared, code)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** $1 table, $2 state. */
export const updateState = `
  update projection_generations set state = $2, changed_at = clock_timestamp()
  where table_name = $1`;

/** The next number of a generation: $1 name, $2 version. Numbers are never used twice. */
export const selectNextGeneration = `
  select coalesce(max(generation), 0) + 1 as next
  from projection_generations where name = $1 and version = $2`;
