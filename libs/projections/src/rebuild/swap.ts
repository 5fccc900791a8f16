import { setTimeout as sleep } from 'node:timers/promises';
import type { Vector } from '@redress/event-log';
import { type Client, DatabaseError } from 'pg';
import { type CatchUpOptions, catchUp, checkpointsOf, hasReached } from '../live/catch-up.js';
import { groupOf } from '../generation.js';
import { liveGeneration } from './live-generation.js';
import { inTransaction } from '../registry/in-transaction.js';
import { showInView } from '../projection-tables.sql.js';
import { RebuildError } from './rebuild.error.js';
import type { RebuildOptions } from './rebuild-options.js';
import { giveUp, type KnownGeneration, knownGenerations } from '../registry/registry.js';
import { lockGenerations, updateState } from '../registry/registry.sql.js';

/** Where what is shown is changed. */
export type SwapOptions = Pick<
  RebuildOptions,
  'service' | 'projection' | 'owner' | 'writer' | 'log' | 'catalogue'
>;

/** Longest wait for readers of the view, and tries before a swap gives up. */
const lockTimeoutMs = 200;
const triesMax = 50;

/** A shadow that is behind by no more than this is caught up while the live one stands still. */
const behindMax = 200;

/** Longest wait for a warm generation to come as far as the live one that stands still for it. */
const warmTimeoutMs = 2_000;

/**
 * Shows a generation instead of the active one, in one short transaction: the live one stands still
 * while the shadow takes in its last events, so no reader ever sees less than before. The one before
 * stays warm, older ones are given up.
 *
 * @throws RebuildError SWAP_BLOCKED when readers do not let go of the view
 */
export async function swapIn(owner: Client, options: SwapOptions, table: string): Promise<void> {
  for (let tries = 1; tries <= triesMax; tries += 1) {
    const behind = await catchUpWithLive(owner, options, table);
    if (behind > behindMax && tries < triesMax / 2) continue;
    if (await trySwap(owner, options, table)) return;
    await sleep(20 * tries);
  }
  throw new RebuildError('SWAP_BLOCKED', `${table} could not be shown: try again`);
}

/**
 * Shows the generation before the present one again; answers its table.
 *
 * @throws RebuildError NOTHING_TO_ROLL_BACK, SWAP_BLOCKED
 */
export async function swapBack(owner: Client, options: SwapOptions): Promise<string> {
  const { name } = options.projection;
  const known = await knownGenerations(owner, [name]);
  const warm = known.find(({ state }) => state === 'WARM');
  if (!warm) throw new RebuildError('NOTHING_TO_ROLL_BACK', `${name} has no older version`);
  await swapIn(owner, options, warm.table);
  return warm.table;
}

async function trySwap(owner: Client, options: SwapOptions, table: string): Promise<boolean> {
  const { service, projection } = options;
  try {
    await inTransaction(owner, async () => {
      await owner.query(`set local lock_timeout to '${lockTimeoutMs}ms'`);
      await owner.query(lockGenerations, [projection.name]);
      const known = await knownGenerations(owner, [projection.name]);
      const active = known.find(({ state }) => state === 'ACTIVE');
      if (active) {
        await owner.query('select from checkpoints where consumer = $1 for update', [
          groupOf(service, active),
        ]);
      }
      await catchUpWithLive(owner, options, table);
      await promote(owner, known, table);
      for (const statement of showInView(service, foundIn(known, table))) {
        await owner.query(statement);
      }
    });
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === '55P03') return false;
    throw error;
  }
}

async function promote(
  owner: Client,
  known: readonly KnownGeneration[],
  table: string,
): Promise<void> {
  for (const each of known) {
    if (each.table === table) continue;
    if (each.state === 'ACTIVE') await owner.query(updateState, [each.table, 'WARM']);
    if (each.state === 'WARM') await giveUp(owner, each.table);
  }
  await owner.query(updateState, [table, 'ACTIVE']);
}

/**
 * Brings a generation to where the live one stands; answers by how many events it was behind. A warm
 * one has consumers of its own and comes along by itself; one of another version is shown as it
 * stands, because only its own code can fold it.
 */
async function catchUpWithLive(
  owner: Client,
  options: SwapOptions,
  table: string,
): Promise<number> {
  const { projection, log } = options;
  const { state, version } = foundIn(await knownGenerations(owner, [projection.name]), table);
  if (version !== projection.version) return 0;
  const live = await liveGeneration(owner, options);
  const upTo = live?.at ?? (await log.tail());
  const catching: CatchUpOptions = { ...options, generation: { projection, table } };
  if (state !== 'WARM') return catchUp(catching, upTo);
  await untilReached(catching, upTo);
  return 0;
}

function foundIn(known: readonly KnownGeneration[], table: string): KnownGeneration {
  const found = known.find((each) => each.table === table);
  if (found) return found;
  throw new RebuildError('SWAP_BLOCKED', `${table} was given up in the meantime: try again`);
}

/** @throws RebuildError SWAP_BLOCKED when the consumer of the warm generation does not come along */
async function untilReached(
  { service, generation, writer }: CatchUpOptions,
  upTo: Vector,
): Promise<void> {
  const until = performance.now() + warmTimeoutMs;
  while (performance.now() < until) {
    if (hasReached(upTo, await checkpointsOf(writer, groupOf(service, generation)))) return;
    await sleep(5);
  }
  throw new RebuildError('SWAP_BLOCKED', `${generation.table} is behind: is its service running?`);
}
