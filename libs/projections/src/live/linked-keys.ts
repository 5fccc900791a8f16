import type { RowKey } from '../fold/fold-batch.js';
import type { LinkedKeys } from '../fold/linked-keys.js';
import { selectComponents, selectLinked } from './linked-keys.sql.js';
import { type BatchPlace, columnsOfKeys } from './stored-states.js';

/** The component of a key that was asked for. */
export interface ComponentOf extends LinkedKeys {
  readonly start: string;
}

/**
 * The components of those keys that have links. Few have, and to find out costs a fraction of the
 * walk along them.
 */
export async function componentsOfKeys(
  { client, generation }: Pick<BatchPlace, 'client' | 'generation'>,
  keys: readonly RowKey[],
): Promise<ComponentOf[]> {
  const { table } = generation;
  const { rows: linked } = await client.query<{ tenant_id: string; key: string }>({
    name: `${table}_linked`,
    text: selectLinked(generation),
    values: columnsOfKeys(keys),
  });
  if (linked.length === 0) return [];
  const { rows } = await client.query<{ tenant_id: string; start: string; members: string[] }>({
    name: `${table}_components`,
    text: selectComponents(generation),
    values: columnsOfKeys(linked.map(({ tenant_id: tenantId, key }) => ({ tenantId, key }))),
  });
  // Sorted as the bulk fold sorts them, whatever the database thinks of the order of letters.
  return rows.map(({ tenant_id: tenantId, start, members }) => ({
    ...{ tenantId, start },
    keys: members.sort(),
  }));
}
