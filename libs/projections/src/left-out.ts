import type { Vector } from '@redress/event-log';
import type { ClientBase, Pool } from 'pg';
import { type Generation, groupOf } from './generation.js';
import { activeTable } from './registry/registry.js';

/** Offsets that are passed over, by partition. Plain data, so that it can go to another thread. */
export type LeftOut = Readonly<Record<number, readonly number[]>>;

/** What an operator gave up of a log in a consumer group: its tables never had it, and never will. */
export async function discardedBy(
  client: Pool | ClientBase,
  group: string,
  log: string,
): Promise<LeftOut> {
  const { rows } = await client.query<{ partition: number; offsets: number[] }>(
    `select partition, json_agg(off order by off) as offsets from parked
     where consumer = $1 and log = $2 and state = 'DISCARDED'
     group by partition order by partition`,
    [group, log],
  );
  return Object.fromEntries(rows.map(({ partition, offsets }) => [partition, offsets]));
}

/** What the generation that is shown leaves out, whatever its version. */
export async function leftOutOfShown(
  client: Pool | ClientBase,
  service: string,
  { name, log }: { readonly name: string; readonly log: string },
): Promise<LeftOut> {
  const table = await activeTable(client, name);
  return table === undefined ? {} : discardedBy(client, groupOf(service, { table }), log);
}

/**
 * Gives a shadow what was given up in the generation that is shown, with who did it, when and why:
 * once it is shown itself, that must be known of it too. Answers all that the shadow leaves out.
 */
export async function inheritLeftOut(
  client: Pool | ClientBase,
  service: string,
  shadow: Generation,
): Promise<LeftOut> {
  const { name, log } = shadow.projection;
  const group = groupOf(service, shadow);
  const table = await activeTable(client, name);
  if (table !== undefined) {
    await client.query(copyDiscarded, [groupOf(service, { table }), group, log]);
  }
  return discardedBy(client, group, log);
}

/** How many events are left out up to a vector. */
export function countLeftOut(leftOut: LeftOut, log: string, upTo: Vector): number {
  return Object.entries(leftOut)
    .map(([partition, offsets]) => {
      const end = upTo.get(`${log}/${partition}`) ?? -1;
      return offsets.filter((offset) => offset <= end).length;
    })
    .reduce((total, count) => total + count, 0);
}

/** $1 group that is shown, $2 group of the shadow, $3 log. */
const copyDiscarded = `
  insert into parked
    (consumer, log, partition, off, key, error_code, error, attempts, first_at, state,
     decided_by, reason, decided_at, record)
  select $2, log, partition, off, key, error_code, error, attempts, first_at, state,
         decided_by, reason, decided_at, record
  from parked where consumer = $1 and log = $3 and state = 'DISCARDED'
  on conflict do nothing`;
