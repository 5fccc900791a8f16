/**
 * Timers that are due by the clock of the database, oldest first, without those of the streams
 * that rest after a failure. Milliseconds of lateness tell how long each has been due.
 */
export const selectDue = `
  select log, tenant_id, category, stream_id, timer_id, due_at,
         (extract(epoch from clock_timestamp() - due_at) * 1000)::float8 as late_ms
  from timers
  where due_at <= clock_timestamp()
    and (log, tenant_id, category, stream_id) not in (
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
    )
  order by due_at
  limit $5`;

/** Milliseconds until the next timer is due, negative when it is late; null when there is none. */
export const selectNext = `
  select ceil(extract(epoch from min(due_at) - clock_timestamp()) * 1000)::float8 as in_ms
  from timers`;

/** A timer whose stream had nothing to settle any more. */
export const deleteStale = `
  delete from timers
  where log = $1 and tenant_id = $2 and category = $3 and stream_id = $4 and timer_id = $5
    and due_at = $6`;
