import { type RowKey, rowName } from './fold-batch.js';

/** Keys of one tenant that hang together, sorted. */
export interface LinkedKeys {
  readonly tenantId: string;
  readonly keys: readonly string[];
}

/** The connected components of links (union-find with path halving). */
export function componentsOf(links: Iterable<RowKey & { readonly other: string }>): LinkedKeys[] {
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
