import type { ClientBase } from 'pg';
import { joinedRows, presentMembers } from '../fold/fold-batch.js';
import type { Generation } from '../generation.js';
import { componentsOf } from '../fold/linked-keys.js';
import { linksOf, updateShown } from '../projection-tables.sql.js';
import { statesOf } from '../live/stored-states.js';

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
    const rows = some.flatMap((component) =>
      joinedRows(generation.projection, component.tenantId, presentMembers(component, states)),
    );
    await client.query(updateShown(generation), [JSON.stringify(rows)]);
  }
}
