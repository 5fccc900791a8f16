import {
  type FoldedState,
  joinedRows,
  loneRow,
  type RowKey,
  rowName,
  type ShownRow,
} from './fold-batch.js';
import { linkLocks, replaceLinks, selectComponents } from './linked-keys.sql.js';
import type { Join } from './projection.js';
import { updateShown } from './projection-tables.sql.js';
import { type BatchPlace, columnsOfKeys, keysOf, statesOf } from './stored-states.js';

/** All keys of one tenant that hang together. */
interface Component {
  readonly tenantId: string;
  readonly members: readonly string[];
}

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
  const states = await statesOfComponents(place, components, touched, folded);
  const rows = rowsOf(place, components, states);
  const own = new Set(folded.map(({ at }) => rowName(at)));
  const isOwn = (row: ShownRow) => own.has(rowName({ tenantId: row.tenant_id, key: row.key }));
  const foreign = rows.filter((row) => !isOwn(row));
  if (foreign.length > 0) await client.query(updateShown(generation), [JSON.stringify(foreign)]);
  return rows.filter(isOwn);
}

function hasOtherLinks(join: Join<unknown, unknown>, before: unknown, after: FoldedState): boolean {
  const was = before === undefined ? [] : [...join.links(before)].sort();
  const is = [...join.links(after.state)].sort();
  return was.length !== is.length || was.some((key, index) => key !== is[index]);
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
  const columns = [...columnsOfKeys(keysOf(relinked))];
  await client.query(remove, columns);
  await client.query(insert, [...columnsOfKeys(links), links.map(({ other }) => other)]);
}

async function componentsOf(
  { client, generation }: BatchPlace,
  keys: readonly RowKey[],
): Promise<Component[]> {
  const { rows } = await client.query<{ tenant_id: string; members: string[] }>({
    name: `${generation.table}_components`,
    text: selectComponents(generation),
    values: columnsOfKeys(keys),
  });
  const components = rows.map(({ tenant_id: tenantId, members }) => ({ tenantId, members }));
  return [...new Map(components.map((each) => [nameOf(each), each])).values()];
}

/** States as they are after the batch: ours from memory, those of others as they stand now. */
async function statesOfComponents(
  place: BatchPlace,
  components: readonly Component[],
  touched: readonly RowKey[],
  folded: readonly FoldedState[],
): Promise<Map<string, unknown>> {
  const ours = new Map(folded.map(({ at, state }) => [rowName(at), state]));
  const wanted = [...components.flatMap(keysOfComponent), ...touched];
  const missing = wanted.filter((at) => !ours.has(rowName(at)));
  const others = missing.length > 0 ? await statesOf(place, missing) : new Map<string, unknown>();
  return new Map([...others, ...ours]);
}

function rowsOf(
  { generation: { projection } }: BatchPlace,
  components: readonly Component[],
  states: ReadonlyMap<string, unknown>,
): ShownRow[] {
  const linked = new Set(components.flatMap(keysOfComponent).map(rowName));
  const joined = components.flatMap(({ tenantId, members }) => {
    const present = members.flatMap((key): [string, unknown][] => {
      const state = states.get(rowName({ tenantId, key }));
      return state === undefined ? [] : [[key, state]];
    });
    return joinedRows(projection, tenantId, new Map(present));
  });
  const lone = [...states].flatMap(([name, state]) => {
    if (linked.has(name)) return [];
    const [tenantId = '', key = ''] = name.split('\u001f');
    return [loneRow(projection, { at: { tenantId, key }, state })];
  });
  return [...joined, ...lone];
}

function keysOfComponent({ tenantId, members }: Component): RowKey[] {
  return members.map((key) => ({ tenantId, key }));
}

/** A component is named by its smallest key: its members are sorted. */
function nameOf({ tenantId, members }: Component): string {
  return rowName({ tenantId, key: members[0] ?? '' });
}
