import type { ClientBase } from 'pg';
import { joinedRows, type RowKey, rowName } from './fold-batch.js';
import type { Generation } from './generation.js';
import { linksOf, updateShown } from './projection-tables.sql.js';
import { statesOf } from './stored-states.js';

/** Components whose rows one statement writes. */
const batchMax = 500;

/**
 * The rows of all linked keys of filled tables. The bulk fold has shown each key by itself, because
 * links cross partitions; few keys are linked, and only these are looked at again.
 */
export async function joinStored(client: ClientBase, generation: Generation): Promise<void> {
  const { rows: links } = await client.query<{ tenant_id: string; key: string; other: string }>(
    `select tenant_id, key, other from ${linksOf(generation)}`,
  );
  const components = componentsOf(
    links.map(({ tenant_id: tenantId, key, other }) => ({ tenantId, key, other })),
  );
  for (let at = 0; at < components.length; at += batchMax) {
    const some = components.slice(at, at + batchMax);
    const keys = some.flatMap(({ tenantId, keys: members }) =>
      members.map((key) => ({ tenantId, key })),
    );
    const states = await statesOf({ client, generation }, keys);
    const rows = some.flatMap(({ tenantId, keys: members }) => {
      const present = members.flatMap((key): [string, unknown][] => {
        const state = states.get(rowName({ tenantId, key }));
        return state === undefined ? [] : [[key, state]];
      });
      return joinedRows(generation.projection, tenantId, new Map(present));
    });
    await client.query(updateShown(generation), [JSON.stringify(rows)]);
  }
}

/** Keys of one tenant that hang together, sorted. */
export interface LinkedKeys {
  readonly tenantId: string;
  readonly keys: readonly string[];
}

/** The connected components of links (union-find with path halving). */
export function componentsOf(
  links: readonly (RowKey & { readonly other: string })[],
): LinkedKeys[] {
  const parents = new Map<string, string>();
  const rootOf = (name: string): string => {
    let at = name;
    for (let parent = parents.get(at) ?? at; parent !== at; parent = parents.get(at) ?? at) {
      parents.set(at, parents.get(parent) ?? parent);
      at = parent;
    }
    return at;
  };
  const keys = new Map<string, RowKey>();
  for (const { tenantId, key, other } of links) {
    const ends = [key, other].map((each) => ({ tenantId, key: each }));
    for (const end of ends) keys.set(rowName(end), end);
    const [a = '', b = ''] = ends.map((end) => rootOf(rowName(end)));
    parents.set(a, b);
  }
  const components = new Map<string, { tenantId: string; keys: string[] }>();
  for (const [name, { tenantId, key }] of keys) {
    const root = rootOf(name);
    const component = components.get(root) ?? { tenantId, keys: [] };
    component.keys.push(key);
    components.set(root, component);
  }
  return [...components.values()].map(({ tenantId, keys: members }) => ({
    tenantId,
    keys: members.sort(),
  }));
}
