import type { Vector } from '@redress/event-log';
import type { ClientBase } from 'pg';
import { checkpointsOf } from '../live/catch-up.js';
import { type Generation, groupOf } from '../generation.js';
import type { RebuildOptions } from './rebuild-options.js';
import { knownGenerations } from '../registry/registry.js';

/** The generation that is shown and fed, and where it stands. */
export interface LiveGeneration extends Generation {
  readonly at: Vector;
}

/**
 * What a shadow can be compared with: the shown generation, where it is of the same version and has
 * ever been fed. As of the snapshot of the client.
 */
export async function liveGeneration(
  client: ClientBase,
  { service, projection }: Pick<RebuildOptions, 'service' | 'projection'>,
): Promise<LiveGeneration | undefined> {
  const known = await knownGenerations(client, [projection.name]);
  const active = known.find(({ state }) => state === 'ACTIVE');
  if (!active || active.version !== projection.version) return undefined;
  const at = await checkpointsOf(client, groupOf(service, active));
  return at.size === 0 ? undefined : { projection, table: active.table, at };
}
