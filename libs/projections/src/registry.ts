import { createHash } from 'node:crypto';
import { lockKey } from '@redress/postgres';
import { Client, type ClientBase, type Pool, type PoolConfig } from 'pg';
import { type Generation, generationOf, groupOf } from './generation.js';
import type { Projection } from './projection.js';
import {
  createIndexes,
  createTables,
  dropTables,
  secureTables,
  showInView,
} from './projection-tables.sql.js';
import {
  insertGeneration,
  selectDropped,
  selectGenerations,
  selectNextGeneration,
  updateState,
} from './registry.sql.js';

/**
 * BUILDING: bare tables, filled part by part; FILLED: with indexes and checkpoints, caught up by
 * hand; ACTIVE: shown and fed; WARM: fed, and can be shown again.
 */
export type GenerationState = 'BUILDING' | 'FILLED' | 'ACTIVE' | 'WARM';

/** A generation as the registry knows it. */
export interface KnownGeneration {
  readonly table: string;
  readonly name: string;
  readonly version: number;
  readonly generation: number;
  readonly state: GenerationState;
  /** Digest of what its projection declared when it was made. */
  readonly declared: string;
}

/** The declaration of a projection changed, or went back, without a new version. */
export class ProjectionChangedError extends Error {
  override readonly name = 'ProjectionChangedError';
  readonly code = 'PROJECTION_CHANGED';
}

/** Digest of everything that a projection declares; code is not part of it, its golden hash is. */
export function declaredDigest(projection: Projection): string {
  const { log, events, columns, indexes = [], readsActor = false, join, initialState } = projection;
  const declared = {
    log,
    events: events
      .map(({ definition, fields }) => [
        `${definition.log}/${definition.category}.${definition.type}`,
        fields === 'all' ? 'all' : [...fields].sort(),
      ])
      .sort(),
    columns,
    indexes,
    readsActor,
    joined: join !== undefined,
    initialState,
  };
  return createHash('sha256').update(JSON.stringify(declared)).digest('hex');
}

/** The generations of some projections that have tables, by name, newest first. */
export async function knownGenerations(
  client: Pool | ClientBase,
  names: readonly string[],
): Promise<KnownGeneration[]> {
  const { rows } = await client.query<{ table_name: string } & Omit<KnownGeneration, 'table'>>(
    selectGenerations,
    [names],
  );
  return rows.map(({ table_name: table, ...known }) => ({ table, ...known }));
}

/** The table that the view of a projection shows; undefined before it was first made. */
export async function activeTable(
  client: Pool | ClientBase,
  name: string,
): Promise<string | undefined> {
  const known = await knownGenerations(client, [name]);
  return known.find(({ state }) => state === 'ACTIVE')?.table;
}

/**
 * Makes the tables of projections that have none, and checks those of the others. A projection whose
 * declaration changed needs a new version; a newer version than the active one is left to a rebuild.
 *
 * @param connection settings of the owner role
 * @throws ProjectionChangedError
 */
export async function prepareProjections(
  connection: PoolConfig,
  service: string,
  projections: readonly Projection[],
): Promise<void> {
  const owner = new Client(connection);
  await owner.connect();
  try {
    // One process prepares, the others wait for it and find nothing to do.
    await owner.query(`select pg_advisory_lock(${lockKey('rebuild', service, 'prepare', 0)})`);
    for (const projection of projections) await prepareProjection(owner, service, projection);
    await sweepDropped(
      owner,
      service,
      projections.map(({ name }) => name),
    );
  } finally {
    await owner.end();
  }
}

async function prepareProjection(
  owner: Client,
  service: string,
  projection: Projection,
): Promise<void> {
  const { name, version } = projection;
  const known = await knownGenerations(owner, [name]);
  const active = known.find(({ state }) => state === 'ACTIVE');
  const declared = declaredDigest(projection);
  if (!active) {
    await inTransaction(owner, async () => {
      const generation = generationOf(projection);
      // Tables of a time before the registry are folded anew, from the beginning of the log.
      await owner.query('delete from checkpoints where consumer = $1', [
        groupOf(service, generation),
      ]);
      for (const statement of [
        `drop view if exists ${name}`,
        ...dropTables(generation),
        ...createTables(generation),
        ...createIndexes(generation),
        ...secureTables(service, generation),
        ...showInView(service, generation),
      ]) {
        await owner.query(statement);
      }
      await owner.query(insertGeneration, [
        ...[generation.table, name, version, 1],
        ...['ACTIVE', declared],
      ]);
    });
    return;
  }
  if (active.version > version) {
    throw new ProjectionChangedError(
      `${name} is shown in version ${active.version} and this process knows version ${version}: ` +
        'roll the read model back first (redress rebuild --rollback)',
    );
  }
  if (active.version === version && active.declared !== declared) {
    throw new ProjectionChangedError(
      `${name} version ${version} declares other events, fields or columns than its table was made ` +
        'with: raise its version',
    );
  }
}

/** Registers a shadow and makes its bare tables. */
export async function addShadow(owner: Client, projection: Projection): Promise<Generation> {
  const { name, version } = projection;
  return inTransaction(owner, async () => {
    const { rows } = await owner.query<{ next: number }>(selectNextGeneration, [name, version]);
    const number = rows[0]?.next ?? 1;
    const shadow = generationOf(projection, number);
    await owner.query(insertGeneration, [
      ...[shadow.table, name, version, number],
      ...['BUILDING', declaredDigest(projection)],
    ]);
    for (const statement of createTables(shadow)) await owner.query(statement);
    return shadow;
  });
}

/** Gives a generation up; its tables are dropped once nobody can still be feeding them. */
export async function giveUp(owner: ClientBase, table: string): Promise<void> {
  await owner.query(updateState, [table, 'DROPPED']);
}

/** Drops the tables of generations that were given up, with their checkpoints. */
export async function sweepDropped(
  owner: Client,
  service: string,
  names: readonly string[],
): Promise<void> {
  const { rows } = await owner.query<{ table_name: string }>(selectDropped, [names]);
  for (const { table_name: table } of rows) {
    await inTransaction(owner, async () => {
      for (const statement of dropTables({ table })) await owner.query(statement);
      await owner.query('delete from checkpoints where consumer = $1', [`${service}.${table}`]);
      await owner.query('delete from projection_parts where table_name = $1', [table]);
      await owner.query(
        `update projection_generations set changed_at = 'infinity' where table_name = $1`,
        [table],
      );
    });
  }
}

/** Runs statements of one connection in a transaction. */
export async function inTransaction<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
