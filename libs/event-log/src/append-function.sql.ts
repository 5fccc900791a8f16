import { lockKey } from '@redress/postgres';
import { partitionCount } from './event-log.port.js';
import type { LogTables } from './log-tables.js';

/** What the text of the function depends on. */
export interface AppendFunction {
  readonly schema: string;
  readonly service: string;
  readonly log: string;
  readonly tables: LogTables;
}

/**
 * The append function of a log: one round trip for many commands, one row of answer for each.
 *
 * Its parameters are text, rows joined by U+001E and fields by U+001F (`append-batch.ts` writes
 * them). Numbers called `ord` count the commands of the call from 1.
 *
 * Reading order: claims (idempotency keys, then reservations, each sorted, so that two calls cannot
 * wait for each other in a circle) → partition locks, ascending → heads as they are now → one pass
 * in memory that decides command by command → rows → what the losers claimed is removed.
 *
 * A wait is bounded at one second. The status `again` means that the call met a race or a neighbour
 * that failed: nothing was written for that command, and the adapter sends it once more.
 */
export function appendFunction({ schema, service, log, tables }: AppendFunction): string {
  const { streams, events, append } = tables;
  const lockKeys = Array.from({ length: partitionCount }, (_, partition) =>
    lockKey('append', service, log, partition),
  );
  return `
create function ${append}(
  p_commands text, p_events text, p_reservations text, p_deadlines text
) returns table (
  status text, stream_version integer, in_partition smallint, last_off bigint,
  recorded timestamptz, detail text
)
language plpgsql security definer
set search_path = ${schema}, pg_temp
set lock_timeout = '1s'
-- The plan is made once a session; a table that was small then must not be scanned for ever.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $append$
#variable_conflict use_column
declare
  lock_keys constant bigint[] := array[${lockKeys.join(', ')}];
  -- One element per command: as it was sent …
  n            integer;
  c_head       integer[];      -- the first command of the call that is for the same stream
  c_twin       integer[];      -- the first command of the call with the same key; null without a key
  c_expected   integer[];
  c_count      integer[];
  c_partition  smallint[];
  c_not_before timestamptz[];
  c_tenant     text[];
  c_category   text[];
  c_id         text[];
  c_ordering   text[];
  c_key        bytea[];
  c_mac        bytea[];
  -- … and what becomes of it.
  c_stream     bigint[];
  c_new        boolean[];
  c_moved      boolean[];
  c_version    integer[];      -- of the stream, kept at its head command
  c_base       integer[];      -- the version before the command
  c_base_off   bigint[];       -- the offset before the command
  c_recorded   timestamptz[];
  c_status     text[];
  c_detail     text[];
  a_version    integer[];      -- answers about other commands: duplicate, conflict
  a_off        bigint[];
  -- One element per partition.
  p_needed     boolean[] := array_fill(false, array[${partitionCount}]);
  p_busy       boolean[] := array_fill(false, array[${partitionCount}]);
  p_off        bigint[] := array_fill(-1::bigint, array[${partitionCount}]);
  p_recorded   timestamptz[] := array_fill('-infinity'::timestamptz, array[${partitionCount}]);
  claimed_keys         bytea[] := '{}';
  claimed_reservations bytea[] := '{}';
  failed       boolean := false;
  v_now        timestamptz;
  v_constraint text;
  i integer; h integer; p integer; r record;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'append needs read committed: an old snapshot cannot see the last offset'
      using errcode = 'invalid_transaction_state';
  end if;

  -- The partition of a stream never changes, so it can be read before its lock is held.
  select count(*), array_agg(f[1]::integer), array_agg(nullif(f[2], '')::integer),
         array_agg(f[3]::integer), array_agg(f[4]::integer),
         array_agg(coalesce(s.partition, f[5]::smallint)),
         array_agg(nullif(f[6], '')::timestamptz), array_agg(f[7]), array_agg(f[8]),
         array_agg(f[9]), array_agg(f[10]), array_agg(decode(nullif(f[11], ''), 'hex')),
         array_agg(decode(nullif(f[12], ''), 'hex')), array_agg(s.stream_no),
         array_agg(s.stream_no is null)
    into n, c_head, c_twin, c_expected, c_count, c_partition, c_not_before, c_tenant, c_category,
         c_id, c_ordering, c_key, c_mac, c_stream, c_new
    from (
      select string_to_array(t.line, E'\\x1f') as f, t.ord
      from string_to_table(p_commands, E'\\x1e') with ordinality as t (line, ord)
      order by t.ord
    ) c
    left join lateral (
      select stream_no, partition from ${streams}
      where tenant_id = f[7] and category = f[8] and stream_id = f[9] limit 1
    ) s on true;
  c_status := array_fill(null::text, array[n]);
  c_detail := c_status;
  c_moved := array_fill(false, array[n]);
  c_base := array_fill(null::integer, array[n]);
  a_version := c_base;
  c_base_off := array_fill(null::bigint, array[n]);
  a_off := c_base_off;
  c_recorded := array_fill(null::timestamptz, array[n]);
  for i in 1..n loop
    if c_stream[i] is null then
      h := c_head[i];
      c_stream[i] := case when h = i
        then nextval('${schema}.${streams}_stream_no_seq') else c_stream[h] end;
      c_partition[i] := c_partition[h];
    end if;
  end loop;

  begin
    -- Claims: idempotency keys. Whoever holds one in an open transaction is waited for, once.
    if exists (select from unnest(c_key) as k (key) where key is not null) then
      begin
        with claimed as (
          insert into commands (key, body_mac, log, stream_no, version, expires_at)
          select c.key, c.mac, '${log}', c.stream, c.expected + c.count, now() + interval '30 days'
          from unnest(c_key, c_mac, c_stream, c_expected, c_count, c_twin) with ordinality
            as c (key, mac, stream, expected, count, twin, ord)
          where c.twin = c.ord order by c.key
          on conflict (key) do nothing returning key
        ) select coalesce(array_agg(key), '{}') into claimed_keys from claimed;
      exception when lock_not_available or deadlock_detected then
        -- The wait is over for all; find the busy ones without waiting again.
        perform set_config('lock_timeout', '10ms', true);
        for r in
          select c.* from unnest(c_key, c_twin) with ordinality as c (key, twin, ord)
          where c.twin = c.ord order by c.key
        loop
          begin
            insert into commands (key, body_mac, log, stream_no, version, expires_at)
            values (r.key, c_mac[r.ord], '${log}', c_stream[r.ord],
                    c_expected[r.ord] + c_count[r.ord], now() + interval '30 days')
            on conflict (key) do nothing;
            if found then claimed_keys := claimed_keys || r.key; end if;
          exception when lock_not_available or deadlock_detected then
            c_status[r.ord] := 'retry';
          end;
        end loop;
        perform set_config('lock_timeout', '1s', true);
      end;
      -- Keys that were there before: what they wrote then is the answer.
      for r in
        select c.ord, k.version, e.off, e.partition,
               k.body_mac = c.mac and k.log = '${log}' as same
        from unnest(c_key, c_mac) with ordinality as c (key, mac, ord)
        left join unnest(claimed_keys) as mine (key) on mine.key = c.key
        join commands k on k.key = c.key
        left join ${events} e
          on k.log = '${log}' and e.stream_no = k.stream_no and e.version = k.version
        where mine.key is null
      loop
        c_status[r.ord] := case when r.same then 'duplicate' else 'key-reused' end;
        a_version[r.ord] := r.version;
        a_off[r.ord] := r.off;
        c_partition[r.ord] := coalesce(r.partition, c_partition[r.ord]);
      end loop;
    end if;

    -- Claims: reservations. The adapter never sends the same one twice in one call.
    if p_reservations <> '' then
      begin
        with claimed as (
          insert into reservations (digest, tenant_id, kind, log, category, stream_id)
          select f.digest, c_tenant[f.ord], f.kind, '${log}', c_category[f.ord], c_id[f.ord]
          from (
            select f[1]::integer as ord, decode(f[3], 'hex') as digest, f[4] as kind
            from string_to_table(p_reservations, E'\\x1e') as t (line),
                 string_to_array(t.line, E'\\x1f') as f
          ) f
          where c_status[f.ord] is null order by f.digest
          on conflict (digest) do nothing returning digest
        ) select coalesce(array_agg(digest), '{}') into claimed_reservations from claimed;
      exception when lock_not_available or deadlock_detected then
        perform set_config('lock_timeout', '10ms', true);
        for r in
          select f[1]::integer as ord, decode(f[3], 'hex') as digest, f[4] as kind
          from string_to_table(p_reservations, E'\\x1e') as t (line),
               string_to_array(t.line, E'\\x1f') as f
          order by 2
        loop
          continue when c_status[r.ord] is not null;
          begin
            insert into reservations (digest, tenant_id, kind, log, category, stream_id)
            values (r.digest, c_tenant[r.ord], r.kind, '${log}', c_category[r.ord], c_id[r.ord])
            on conflict (digest) do nothing;
            if found then claimed_reservations := claimed_reservations || r.digest; end if;
          exception when lock_not_available or deadlock_detected then
            c_status[r.ord] := 'retry';
          end;
        end loop;
        perform set_config('lock_timeout', '1s', true);
      end;
      for r in
        select f[1]::integer as ord, f[2] as nth, held.category, held.stream_id
        from string_to_table(p_reservations, E'\\x1e') as t (line),
             string_to_array(t.line, E'\\x1f') as f
        join reservations held on held.digest = decode(f[3], 'hex')
        where (held.log, held.category, held.stream_id)
          <> ('${log}', c_category[f[1]::integer], c_id[f[1]::integer])
        order by 1, 2
      loop
        continue when c_status[r.ord] is not null;
        c_status[r.ord] := 'reserved';
        c_detail[r.ord] := concat_ws(E'\\x1f', r.nth, r.category, r.stream_id);
      end loop;
    end if;

    -- Locks, and where each partition stands. The lock outlives this function: it ends with the
    -- transaction, after the commit is visible, so the next holder always sees our last offset.
    for i in 1..n loop
      if c_status[i] is null then p_needed[c_partition[i] + 1] := true; end if;
    end loop;
    for p in 1..${partitionCount} loop
      continue when not p_needed[p];
      if not pg_try_advisory_xact_lock(lock_keys[p]) then
        begin
          perform pg_advisory_xact_lock(lock_keys[p]);
        exception when lock_not_available or deadlock_detected then
          p_busy[p] := true;
        end;
      end if;
      for r in
        select off, recorded_at from ${events} where partition = p - 1 order by off desc limit 1
      loop
        p_off[p] := r.off;
        p_recorded[p] := r.recorded_at;
      end loop;
    end loop;
    v_now := date_trunc('milliseconds', clock_timestamp());
    select array_agg(coalesce(s.version, 0) order by c.ord) into c_version
      from unnest(c_stream) with ordinality as c (stream, ord)
      left join lateral (
        select version from ${streams} where stream_no = c.stream limit 1
      ) s on true;

    -- The decision, command by command, without touching a table.
    for i in 1..n loop
      if c_status[i] is null then
        h := c_head[i];
        p := c_partition[i] + 1;
        if p_busy[p] then
          c_status[i] := 'retry';
        elsif c_twin[i] < i then
          c_status[i] := case
            when c_status[c_twin[i]] = 'retry' then 'retry'
            when c_status[c_twin[i]] <> 'ok' then 'again'
            when c_mac[c_twin[i]] = c_mac[i] then 'duplicate' else 'key-reused' end;
          a_version[i] := c_base[c_twin[i]] + c_count[c_twin[i]];
          a_off[i] := c_base_off[c_twin[i]] + c_count[c_twin[i]];
          c_partition[i] := c_partition[c_twin[i]];
        elsif c_version[h] <> c_expected[i] then
          c_status[i] := 'conflict';
          a_version[i] := c_version[h];
        else
          c_status[i] := 'ok';
          c_base[i] := c_version[h];
          c_version[h] := c_version[h] + c_count[i];
          c_moved[h] := true;
          c_base_off[i] := p_off[p];
          p_off[p] := p_off[p] + c_count[i];
          p_recorded[p] := greatest(v_now, p_recorded[p], c_not_before[i]);
          c_recorded[i] := p_recorded[p];
        end if;
      end if;
      failed := failed or c_status[i] <> 'ok';
    end loop;

    -- Rows.
    insert into ${streams}
      (stream_no, version, partition, tenant_id, category, stream_id, ordering_key)
    select c.stream, c.version, c.partition, c.tenant, c.category, c.id, c.ordering
    from unnest(c_stream, c_version, c_partition, c_tenant, c_category, c_id, c_ordering,
                c_new, c_moved)
      as c (stream, version, partition, tenant, category, id, ordering, is_new, moved)
    where c.is_new and c.moved;
    update ${streams} s set version = c.version
    from unnest(c_stream, c_version, c_new, c_moved) as c (stream, version, is_new, moved)
    where c.moved and not c.is_new and s.stream_no = c.stream;
    insert into ${events}
      (off, stream_no, recorded_at, occurred_at, version, partition, schema_version, id, type,
       meta, data, sealed_subjects, sealed_texts)
    select c_base_off[e.ord] + e.nth, c_stream[e.ord], c_recorded[e.ord], f[5]::timestamptz,
           c_base[e.ord] + e.nth, c_partition[e.ord], f[4]::smallint, f[2]::uuid, f[3],
           f[6]::json, f[7]::json, nullif(f[8], '')::text[], nullif(f[9], '')::bytea[]
    from (
      select f, f[1]::integer as ord,
             row_number() over (partition by f[1]::integer order by t.line_no) as nth
      from string_to_table(p_events, E'\\x1e') with ordinality as t (line, line_no),
           string_to_array(t.line, E'\\x1f') as f
    ) e
    where c_status[e.ord] = 'ok';

    -- Deadlines: of several changes to one timer the last counts.
    if p_deadlines <> '' then
      with change as (
        select distinct on (c_stream[f[1]::integer], f[2])
               f[1]::integer as ord, f[2] as timer_id, nullif(f[3], '')::timestamptz as due_at
        from string_to_table(p_deadlines, E'\\x1e') with ordinality as t (line, line_no),
             string_to_array(t.line, E'\\x1f') as f
        where c_status[f[1]::integer] = 'ok'
        order by c_stream[f[1]::integer], f[2], t.line_no desc
      ), cancelled as (
        delete from timers x using change c
        where c.due_at is null and x.log = '${log}' and x.tenant_id = c_tenant[c.ord]
          and x.category = c_category[c.ord] and x.stream_id = c_id[c.ord]
          and x.timer_id = c.timer_id
      )
      insert into timers (log, tenant_id, category, stream_id, timer_id, due_at, partition)
      select '${log}', c_tenant[c.ord], c_category[c.ord], c_id[c.ord], c.timer_id, c.due_at,
             c_partition[c.ord]
      from change c where c.due_at is not null
      on conflict (log, tenant_id, category, stream_id, timer_id)
        do update set due_at = excluded.due_at;
    end if;

    -- A command that failed leaves nothing of its own.
    if failed then
      delete from commands where key in (
        select c.key from unnest(c_key, c_status, c_twin) with ordinality as c (key, status, twin, ord)
        where c.status <> 'ok' and c.twin = c.ord and c.key = any (claimed_keys)
      );
      if p_reservations <> '' then
        delete from reservations where digest in (
          select decode(f[3], 'hex')
          from string_to_table(p_reservations, E'\\x1e') as t (line),
               string_to_array(t.line, E'\\x1f') as f
          where c_status[f[1]::integer] <> 'ok' and decode(f[3], 'hex') = any (claimed_reservations)
        );
      end if;
    end if;
  exception
    when lock_not_available or deadlock_detected then
      -- Somebody holds a row that we need, such as a timer: all of this call was undone.
      return query select 'retry', null::integer, null::smallint, null::bigint, null::timestamptz,
        null::text from generate_series(1, n);
      return;
    when unique_violation then
      get stacked diagnostics v_constraint = constraint_name;
      if v_constraint <> '${streams}_name' then raise; end if;
      -- Another transaction made one of our new streams since we looked.
      return query select 'again', null::integer, null::smallint, null::bigint, null::timestamptz,
        null::text from generate_series(1, n);
      return;
  end;

  return query
    select c.status, coalesce(c.base + c.count, c.version), c.partition,
           coalesce(c.base_off + c.count, c.off), c.recorded, c.detail
    from unnest(c_status, c_base, c_count, a_version, c_partition, c_base_off, a_off, c_recorded,
                c_detail) with ordinality
      as c (status, base, count, version, partition, base_off, off, recorded, detail, ord)
    order by c.ord;
end
$append$`;
}
