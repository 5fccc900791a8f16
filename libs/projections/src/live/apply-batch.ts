import { eventsByRow, foldBatch, loneRow, rowName } from '../fold/fold-batch.js';
import { joinBatch } from './join-batch.js';
import { KeySpansPartitionsError } from '../fold/key-spans-partitions.error.js';
import type { ProjectedEvent } from '../projection.js';
import { upsertRows } from '../projection-tables.sql.js';
import { type BatchPlace, statesOf } from './stored-states.js';

/**
 * Applies events of one partition to a generation, in the caller's transaction: the states of the
 * touched keys, folded in memory, and the rows of everything that hangs together with them.
 *
 * @throws KeySpansPartitionsError
 */
export async function applyBatch(
  place: BatchPlace,
  events: readonly ProjectedEvent[],
): Promise<void> {
  const { client, generation, partition } = place;
  const { projection } = generation;
  const keys = [...eventsByRow(projection, events).values()].map(({ at }) => at);
  if (keys.length === 0) return;
  const before = await statesOf(place, keys);
  const folded = foldBatch(projection, events, (at) => before.get(rowName(at)));
  const shown = projection.join
    ? await joinBatch(place, folded, before)
    : folded.map((state) => loneRow(projection, state));
  const states = new Map(folded.map(({ at, state }) => [rowName(at), state]));
  const rows = shown.map((row) => {
    const state = states.get(rowName({ tenantId: row.tenant_id, key: row.key }));
    return { ...row, partition, state };
  });
  const { rowCount } = await client.query({
    name: `${generation.table}_upsert`,
    text: upsertRows(generation),
    values: [JSON.stringify(rows)],
  });
  if (rowCount !== folded.length) throw new KeySpansPartitionsError(projection);
}
