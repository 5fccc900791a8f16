import { formatPosition, type Position } from '@redress/kernel';
import type { Client } from 'pg';
import { RebuildError } from './rebuild.error.js';

interface ParkedRow {
  readonly keys: number;
  /** Null while all that is parked is being redriven. */
  readonly position: Position | null;
  readonly key: string;
  readonly category: string;
  readonly type: string;
  readonly error_code: string;
}

/**
 * Lets nobody compare a read model that lacks events: a difference would say nothing.
 *
 * @throws RebuildError PARKED_KEYS, which names the first event that waits
 */
export async function refuseParked(client: Client, group: string): Promise<void> {
  const { rows } = await client.query<ParkedRow>(selectParked, [group]);
  const [parked] = rows;
  if (!parked || parked.keys === 0) return;
  throw new RebuildError('PARKED_KEYS', `${group} lacks events: ${detailOf(group, parked)}`);
}

function detailOf(group: string, parked: ParkedRow): string {
  const { keys, position, key, category, type, error_code: code } = parked;
  if (!position) return `${keys} parked keys are being redriven, try again`;
  return (
    `${keys} of its keys are parked, first ${key} by ${formatPosition(position)}, ` +
    `${category}.${type}: ${code}. Mend what failed and redrive them, or discard the event ` +
    `(redress parked redrive|discard --group ${group})`
  );
}

/** How many keys are parked, and the event that has waited longest: $1 group. */
const selectParked = `
  select (select count(*)::integer from parked_keys where consumer = $1) as keys,
         coalesce(record -> 'source', record -> 'position') as position, key,
         record -> 'envelope' -> 'stream' ->> 'category' as category,
         record -> 'envelope' ->> 'type' as type, error_code
  from (select 1) one
  left join lateral (
    select key, error_code, record from parked
    where consumer = $1 and state = 'PARKED'
    order by first_at, off limit 1
  ) first on true`;
