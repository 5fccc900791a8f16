import { lockName } from '@redress/postgres';
import type { Generation } from '../generation.js';
import { linksOf } from '../projection-tables.sql.js';

/** Which of some keys have links, in either direction: $1 tenants, $2 keys. */
export function selectLinked(generation: Generation): string {
  const links = linksOf(generation);
  return `
    select wanted.tenant_id, wanted.key
    from unnest($1::text[], $2::text[]) as wanted (tenant_id, key)
    where exists (select from ${links} l
                  where l.tenant_id = wanted.tenant_id and l.key = wanted.key)
       or exists (select from ${links} l
                  where l.tenant_id = wanted.tenant_id and l.other = wanted.key)`;
}

/**
 * All keys that hang together with the given ones, directly or through others: $1 tenants, $2 keys.
 * A key without links is not among the answers.
 */
export function selectComponents(generation: Generation): string {
  const links = linksOf(generation);
  return `
    with recursive reached (tenant_id, start, key) as (
      select tenant_id, key, key from unnest($1::text[], $2::text[]) as wanted (tenant_id, key)
      where exists (select from ${links} l where l.tenant_id = wanted.tenant_id
                    and (l.key = wanted.key or l.other = wanted.key))
      union
      select r.tenant_id, r.start, next.key
      from reached r
      cross join lateral (
        select other as key from ${links} l where l.tenant_id = r.tenant_id and l.key = r.key
        union all
        select key from ${links} l where l.tenant_id = r.tenant_id and l.other = r.key
      ) next
    )
    select tenant_id, start, array_agg(key order by key) as members
    from reached group by tenant_id, start`;
}

/** Replaces the links of some keys: $1 tenants, $2 keys; $3 tenants, $4 keys, $5 others. */
export function replaceLinks(generation: Generation): [remove: string, insert: string] {
  const links = linksOf(generation);
  return [
    `delete from ${links} l using unnest($1::text[], $2::text[]) as gone (tenant_id, key)
     where l.tenant_id = gone.tenant_id and l.key = gone.key`,
    `insert into ${links} (tenant_id, key, other)
     select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing`,
  ];
}

/**
 * The locks under which linked rows are computed, by service and table. Whoever changes a link holds
 * the first one alone; all others share it, so links stand still while they look at them. The second
 * one, $1, is of one component: the owners of its partitions take turns.
 */
export function linkLocks(service: string, { table }: Generation) {
  const name = lockName('projection', service, table.replaceAll('_', '.'), 0);
  return {
    alone: `select pg_advisory_xact_lock(hashtextextended('${name}', 0))`,
    shared: `select pg_advisory_xact_lock_shared(hashtextextended('${name}', 0))`,
    components: `
      select pg_advisory_xact_lock(lock)
      from (select distinct hashtextextended('${name}:' || component, 0) as lock
            from unnest($1::text[]) as wanted (component) order by lock) sorted`,
  };
}
