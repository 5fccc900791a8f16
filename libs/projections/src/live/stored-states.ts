import type { TxClient } from '@redress/event-log';
import { type FoldedState, type RowKey, rowName } from '../fold/fold-batch.js';
import type { Generation } from '../generation.js';
import { selectStates } from '../projection-tables.sql.js';

/** Where a batch is applied, and of which partition it is. */
export interface BatchPlace {
  readonly client: TxClient;
  readonly service: string;
  readonly generation: Generation;
  readonly partition: number;
}

/** The stored states of some keys, by the name of their row. */
export async function statesOf(
  { client, generation }: Pick<BatchPlace, 'client' | 'generation'>,
  keys: readonly RowKey[],
): Promise<Map<string, unknown>> {
  const { rows } = await client.query<{ tenant_id: string; key: string; state: unknown }>({
    name: `${generation.table}_states`,
    text: selectStates(generation),
    values: columnsOfKeys(keys),
  });
  return new Map(
    rows.map(({ tenant_id: tenantId, key, state }) => [rowName({ tenantId, key }), state]),
  );
}

/** The keys of folded states. */
export function keysOf(folded: readonly FoldedState[]): RowKey[] {
  return folded.map(({ at }) => at);
}

/** Keys as two parameters: tenants and keys. */
export function columnsOfKeys(keys: readonly RowKey[]): [tenants: string[], keys: string[]] {
  return [keys.map(({ tenantId }) => tenantId), keys.map(({ key }) => key)];
}
