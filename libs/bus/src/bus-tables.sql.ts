/** Tables of the bus in the schema of a service; see the README for what each is good for. */
export const busTables: readonly string[] = [
  // Only `off`, `epoch` and `owner` move and no index covers them: with half of each page free
  // every update is HOT, and the table stays a few pages large.
  `create table checkpoints (
     consumer   text not null,
     log        text not null,
     partition  smallint not null,
     off        bigint not null,
     epoch      bigint not null default 0,
     owner      text,
     primary key (consumer, log, partition)
   ) with (fillfactor = 50)`,
  `create table members (
     consumer   text not null,
     member     text not null,
     seen_at    timestamptz not null,
     primary key (consumer, member)
   ) with (fillfactor = 50)`,
  // The gate: while a key stands here, every later event of it is parked too. `requested_at` is set
  // while a redrive is asked for.
  `create table parked_keys (
     consumer      text not null,
     log           text not null,
     partition     smallint not null,
     key           text not null,
     parked_at     timestamptz(3) not null default now(),
     requested_at  timestamptz(3),
     primary key (consumer, log, partition, key)
   )`,
  `create table parked (
     consumer    text not null,
     log         text not null,
     partition   smallint not null,
     off         bigint not null,
     key         text not null,
     error_code  text not null,
     error       text not null,
     attempts    integer not null,
     first_at    timestamptz(3) not null default clock_timestamp(),
     state       text not null default 'PARKED' check (state in ('PARKED', 'REDRIVEN', 'DISCARDED')),
     decided_by  text,
     reason      text,
     decided_at  timestamptz(3),
     record      json not null,
     primary key (consumer, log, partition, off)
   )`,
  // Redrive and listing read what is still parked, in order; the decided rest is an audit trail.
  `create index parked_open on parked (consumer, log, partition, key, off) where state = 'PARKED'`,
];
