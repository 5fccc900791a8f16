import {
  type FoldedState,
  joinedRows,
  loneRow,
  presentMembers,
  type RowKey,
  rowName,
  type ShownRow,
} from '../fold/fold-batch.js';
import type { LinkedKeys } from '../fold/linked-keys.js';
import { linkLocks, replaceLinks } from './linked-keys.sql.js';
import { componentsOfKeys } from './linked-keys.js';
import type { Join } from '../projection.js';
import { updateShown } from '../projection-tables.sql.js';
import { type BatchPlace, columnsOfKeys, keysOf, statesOf } from './stored-states.js';

/**
 * The rows of a batch whose keys may be linked across partitions. States belong to the partition
 * that folded them; rows of a component are computed from all its states by whoever touched one of
 * them, one after the other. The rows of keys that other partitions own are written here, too.
 *
 * @param before the states that the keys of the batch had
 * @returns the rows of the keys of the batch
 */
export async function joinBatch(
  place: BatchPlace,
  folded: readonly FoldedState[],
  before: ReadonlyMap<string, unknown>,
): Promise<ShownRow[]> {
  const { generation, client, service } = place;
  const { projection } = generation;
  const { join } = projection;
  if (!join) throw new Error(`${projection.name} joins nothing`);
  const locks = linkLocks(service, generation);
  const relinked = folded.filter((each) => hasOtherLinks(join, before.get(rowName(each.at)), each));
  await client.query(relinked.length > 0 ? locks.alone : locks.shared);
  // An unlink parts keys that hung together until now: their rows change, too.
  const parted = relinked.length > 0 ? await componentsOf(place, keysOf(relinked)) : [];
  if (relinked.length > 0) await storeLinks(place, join, relinked);
  const touched = [...keysOf(folded), ...parted.flatMap(keysOfComponent)];
  const components = await componentsOf(place, touched);
  if (components.length > 0 && relinked.length === 0) {
    await client.query(locks.components, [components.map(nameOf)]);
  }
  const rows = await rowsOf(place, { components, touched, folded });
  const own = new Set(keysOf(folded).map(rowName));
  const isOwn = (row: ShownRow) => own.has(rowName({ tenantId: row.tenant_id, key: row.key }));
  const foreign = rows.filter((row) => !isOwn(row));
  if (foreign.length > 0) await client.query(updateShown(generation), [JSON.stringify(foreign)]);
  return rows.filter(isOwn);
}

function hasOtherLinks(join: Join<unknown, unknown>, before: unknown, after: FoldedState): boolean {
  const was = new Set(before === undefined ? [] : join.links(before));
  const is = new Set(join.links(after.state));
  return was.size !== is.size || [...was].some((key) => !is.has(key));
}

async function storeLinks(
  { client, generation }: BatchPlace,
  join: Join<unknown, unknown>,
  relinked: readonly FoldedState[],
): Promise<void> {
  const [remove, insert] = replaceLinks(generation);
  const links = relinked.flatMap(({ at, state }) =>
    join.links(state).map((other) => ({ ...at, other })),
  );
  await client.query(remove, columnsOfKeys(keysOf(relinked)));
  await client.query(insert, [...columnsOfKeys(links), links.map(({ other }) => other)]);
}

/** The components of some keys, each one once; keys without links are in none. */
async function componentsOf(place: BatchPlace, keys: readonly RowKey[]): Promise<LinkedKeys[]> {
  const components = await componentsOfKeys(place, keys);
  return [...new Map(components.map((each) => [nameOf(each), each])).values()];
}

/** Rows from the states as they are after the batch: ours from memory, others as they stand now. */
async function rowsOf(
  place: BatchPlace,
  batch: {
    readonly components: readonly LinkedKeys[];
    readonly touched: readonly RowKey[];
    readonly folded: readonly FoldedState[];
  },
): Promise<ShownRow[]> {
  const { projection } = place.generation;
  const { components, touched, folded } = batch;
  const linked = components.flatMap(keysOfComponent);
  const wanted = new Map([...linked, ...touched].map((at) => [rowName(at), at]));
  const ours = new Map(folded.map(({ at, state }) => [rowName(at), state]));
  const missing = [...wanted].flatMap(([name, at]) => (ours.has(name) ? [] : [at]));
  const others = missing.length > 0 ? await statesOf(place, missing) : [];
  const states = new Map([...others, ...ours]);
  for (const at of linked) wanted.delete(rowName(at));
  const lone = [...wanted].flatMap(([name, at]) => {
    const state = states.get(name);
    return state === undefined ? [] : [loneRow(projection, { at, state })];
  });
  const joined = components.flatMap((component) =>
    joinedRows(projection, component.tenantId, presentMembers(component, states)),
  );
  return [...joined, ...lone];
}

function keysOfComponent({ tenantId, keys }: LinkedKeys): RowKey[] {
  return keys.map((key) => ({ tenantId, key }));
}

/** A component is named by its smallest key. */
function nameOf({ tenantId, keys }: LinkedKeys): string {
  return rowName({ tenantId, key: keys[0] ?? '' });
}
