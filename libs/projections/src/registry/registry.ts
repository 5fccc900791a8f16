import { createHash } from 'node:crypto';
import { lockKey, withClient } from '@redress/postgres';
import type { Client, ClientBase, Pool, PoolConfig } from 'pg';
import { sweepAsOfTables } from '../rebuild/as-of-tables.js';
import { columnsOf, type Generation, generationOf, groupOf } from '../generation.js';
import { inTransaction } from './in-transaction.js';
import type { Projection } from '../projection.js';
import {
  createIndexes,
  createTables,
  dropTables,
  secureTables,
  type ShownTable,
  showInView,
} from '../projection-tables.sql.js';
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
export interface KnownGeneration extends ShownTable {
  readonly version: number;
  readonly generation: number;
  readonly state: GenerationState;
  /** Digest of what its projection declared when it was made. */
  readonly declared: string;
  /** Version of the code that makes it; parts that different code folded do not go together. */
  readonly code: string;
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
  await withClient(connection, async (owner) => {
    // One process prepares, the others wait for it and find nothing to do.
    await owner.query("set lock_timeout to '10min'");
    await owner.query(`select pg_advisory_lock(${lockKey('projection', service, 'prepare', 0)})`);
    await owner.query('reset lock_timeout');
    for (const projection of projections) await prepareProjection(owner, service, projection);
    const names = projections.map(({ name }) => name);
    await sweepDropped(owner, service, names);
    await sweepAsOfTables(owner);
  });
}

async function prepareProjection(
  owner: Client,
  service: string,
  projection: Projection,
): Promise<void> {
  const { name, version } = projection;
  const known = await knownGenerations(owner, [name]);
  const active = known.find(({ state }) => state === 'ACTIVE');
  if (!active) {
    await makeTables(owner, service, projection);
    return;
  }
  if (active.version > version) {
    throw new ProjectionChangedError(
      `${name} is shown in version ${active.version} and this process knows version ${version}: ` +
        'roll the read model back first (redress rebuild --rollback)',
    );
  }
  if (active.version === version && active.declared !== declaredDigest(projection)) {
    throw new ProjectionChangedError(
      `${name} version ${version} declares other events, fields or columns than its table was made ` +
        'with: raise its version',
    );
  }
}

/** The first tables of a projection: empty and shown. */
async function makeTables(owner: Client, service: string, projection: Projection): Promise<void> {
  const { name, version } = projection;
  const generation = generationOf(projection);
  await inTransaction(owner, async () => {
    await owner.query(`drop view if exists ${name}`);
    // Tables of a time before the registry are folded anew, from the beginning of the log.
    for (let older = 1; older <= version; older += 1) {
      const before = generationOf({ ...projection, version: older });
      for (const statement of dropTables(before)) await owner.query(statement);
      await forgetGroup(owner, groupOf(service, before));
    }
    const shown = { name, table: generation.table, columns: columnsOf(projection) };
    for (const statement of [
      ...createTables(generation),
      ...createIndexes(generation),
      ...secureTables(service, generation),
      ...showInView(service, shown),
    ]) {
      await owner.query(statement);
    }
    await register(owner, generation, { number: 1, state: 'ACTIVE', code: '' });
  });
}

/** Registers a shadow and makes its bare tables. */
export async function addShadow(
  owner: Client,
  projection: Projection,
  code: string,
): Promise<Generation> {
  return inTransaction(owner, async () => {
    const { rows } = await owner.query<{ next: number }>(selectNextGeneration, [
      projection.name,
      projection.version,
    ]);
    const number = rows[0]?.next ?? 1;
    const shadow = generationOf(projection, number);
    await register(owner, shadow, { number, state: 'BUILDING', code });
    for (const statement of createTables(shadow)) await owner.query(statement);
    return shadow;
  });
}

async function register(
  owner: Client,
  { projection, table }: Generation,
  made: { number: number; state: GenerationState; code: string },
): Promise<void> {
  await owner.query(insertGeneration, [
    ...[table, projection.name, projection.version, made.number, made.state],
    ...[columnsOf(projection), declaredDigest(projection), made.code],
  ]);
}

/** Gives a generation up; its tables are dropped once nobody can still be feeding them. */
export async function giveUp(owner: ClientBase, table: string): Promise<void> {
  await owner.query(updateState, [table, 'DROPPED']);
}

/**
 * Gives a generation up that nobody has ever fed or seen: its tables go at once, and so does what it
 * inherited of an audit trail that stays where it was written.
 */
export async function discard(owner: Client, service: string, table: string): Promise<void> {
  await inTransaction(owner, async () => {
    await dropGeneration(owner, service, table);
    await owner.query('delete from parked where consumer = $1', [groupOf(service, { table })]);
    await giveUp(owner, table);
  });
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
      await dropGeneration(owner, service, table);
      await owner.query(
        `update projection_generations set changed_at = 'infinity' where table_name = $1`,
        [table],
      );
    });
  }
}

async function dropGeneration(owner: Client, service: string, table: string): Promise<void> {
  for (const statement of dropTables({ table })) await owner.query(statement);
  await forgetGroup(owner, groupOf(service, { table }));
  await owner.query('delete from projection_parts where table_name = $1', [table]);
}

/** What its consumers left, except who gave up which event and why. */
async function forgetGroup(owner: Client, group: string): Promise<void> {
  for (const left of ['checkpoints', 'members', 'parked_keys']) {
    await owner.query(`delete from ${left} where consumer = $1`, [group]);
  }
  await owner.query(`delete from parked where consumer = $1 and state = 'PARKED'`, [group]);
}
