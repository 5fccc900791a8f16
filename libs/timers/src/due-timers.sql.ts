/** Timers that are due by the clock of the database, and not before what was heard, oldest first. */
export const selectDue = `
  select log, tenant_id, category, stream_id, timer_id, due_at
  from timers
  where due_at <= least(clock_timestamp(), $1::timestamptz)
    and (log, tenant_id, category, stream_id) not in (
      select * from unnest($2::text[], $3::text[], $4::text[], $5::text[])
    )
  order by due_at
  limit $6`;

/** Milliseconds until the next timer is due; null when there is none. */
export const selectNext = `
  select ceil(extract(epoch from min(due_at) - clock_timestamp()) * 1000)::float8 as in_ms,
         clock_timestamp() as now
  from timers`;

/** A timer whose stream had nothing to settle any more. */
export const deleteStale = `
  delete from timers
  where log = $1 and tenant_id = $2 and category = $3 and stream_id = $4 and timer_id = $5
    and due_at = $6`;
