import type { CheckpointStore } from '@redress/bus';
import type { Position } from '@redress/kernel';
import type { Pool } from 'pg';
import { rowName } from '../fold/fold-batch.js';
import { type Generation, generationOf, groupOf } from '../generation.js';
import { componentsOfKeys } from './linked-keys.js';
import type { Projection } from '../projection.js';
import { activeTable } from '../registry/registry.js';
import { statesOf } from './stored-states.js';

/** How long the name of the shown table is believed; the one before stays warm much longer. */
const rememberedMs = 1_000;

/** Reads the states behind the rows of a read model: for rules that need more than is shown. */
export interface StateReader<State> {
  /** The states of a key and of all keys that hang together with it; empty when it has none. */
  component(tenantId: string, key: string): Promise<ReadonlyMap<string, State>>;
  /** The same for each of many keys, in their order and in two round trips. */
  components(
    tenantId: string,
    keys: readonly string[],
  ): Promise<readonly ReadonlyMap<string, State>[]>;
  /** Waits until what is shown has folded a position of its log; false when it does not in time. */
  reached(position: Position, timeoutMs: number): Promise<boolean>;
  /** The generation that is shown. */
  generation(): Promise<Generation>;
}

/** Where the states are. */
export interface StateReaderOptions<State> {
  readonly service: string;
  readonly projection: Projection<State>;
  /** Writer pool: readers are shown rows only. */
  readonly pool: Pool;
  readonly checkpoints: Pick<CheckpointStore, 'waitFor'>;
}

/** Makes the reader of one projection. */
export function stateReader<State>(options: StateReaderOptions<State>): StateReader<State> {
  const { service, pool, checkpoints } = options;
  const projection = options.projection as Projection;
  let shown: { readonly generation: Generation; readonly until: number } | undefined;

  async function generation(): Promise<Generation> {
    if (shown && performance.now() < shown.until) return shown.generation;
    const table = await activeTable(pool, projection.name);
    const found = table === undefined ? generationOf(projection) : { projection, table };
    shown = { generation: found, until: performance.now() + rememberedMs };
    return found;
  }

  async function components(tenantId: string, keys: readonly string[]) {
    const from = await generation();
    const linked = projection.join
      ? await linkedKeys(pool, from, { tenantId, keys })
      : new Map<string, readonly string[]>();
    const membersOf = (key: string) => linked.get(key) ?? [key];
    const wanted = new Set(keys.flatMap(membersOf));
    const stored = await statesOf(
      { client: pool, generation: from },
      [...wanted].map((key) => ({ tenantId, key })),
    );
    return keys.map((key) => {
      const found = membersOf(key).flatMap((each): [string, State][] => {
        const state = stored.get(rowName({ tenantId, key: each }));
        return state === undefined ? [] : [[each, state as State]];
      });
      return new Map(found);
    });
  }

  return {
    generation,
    async component(tenantId, key) {
      const [component] = await components(tenantId, [key]);
      return component ?? new Map<string, State>();
    },
    components,
    async reached(position, timeoutMs) {
      return checkpoints.waitFor(groupOf(service, await generation()), position, timeoutMs);
    },
  };
}

/** By key, all keys that hang together with it; keys without links are not there. */
async function linkedKeys(
  client: Pool,
  generation: Generation,
  { tenantId, keys }: { tenantId: string; keys: readonly string[] },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const asked = keys.map((key) => ({ tenantId, key }));
  const components = await componentsOfKeys({ client, generation }, asked);
  return new Map(components.map(({ start, keys: members }) => [start, members]));
}
