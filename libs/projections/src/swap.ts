import { setTimeout as sleep } from 'node:timers/promises';
import type { Vector } from '@redress/event-log';
import { DatabaseError, type Client } from 'pg';
import { type CatchUpOptions, catchUp, checkpointsOf } from './catch-up.js';
import { type Generation, groupOf } from './generation.js';
import { showInView } from './projection-tables.sql.js';
import { RebuildError } from './rebuild.error.js';
import type { RebuildOptions } from './rebuild-options.js';
import { giveUp, inTransaction, type KnownGeneration, knownGenerations } from './registry.js';
import { updateState } from './registry.sql.js';

/** Longest wait for readers of the view, and tries before a swap gives up. */
const lockTimeoutMs = 200;
const triesMax = 50;

/** Longest wait for a warm generation to come as far as the live one that stands still for it. */
const warmTimeoutMs = 2_000;

/**
 * Shows a generation instead of the active one, in one short transaction: the live one stands still
 * while the shadow takes in its last events, so no reader ever sees less than before. The one before
 * stays warm, older ones are given up.
 *
 * @throws RebuildError SWAP_BLOCKED when readers do not let go of the view
 */
export async function swapIn(
  owner: Client,
  options: RebuildOptions,
  shadow: Generation,
): Promise<void> {
  for (let tries = 1; tries <= triesMax; tries += 1) {
    await catchUpWithLive(owner, options, shadow);
    if (await trySwap(owner, options, shadow)) return;
    await sleep(20 * tries);
  }
  throw new RebuildError('SWAP_BLOCKED', `${shadow.table} could not be shown: try again`);
}

/**
 * Shows the generation before the present one again.
 *
 * @throws RebuildError NOTHING_TO_ROLL_BACK
 */
export async function swapBack(owner: Client, options: RebuildOptions): Promise<Generation> {
  const { projection } = options;
  const known = await knownGenerations(owner, [projection.name]);
  const warm = known.find(({ state }) => state === 'WARM');
  if (!warm) {
    throw new RebuildError('NOTHING_TO_ROLL_BACK', `${projection.name} has no older version`);
  }
  const generation = { projection, table: warm.table };
  await swapIn(owner, options, generation);
  return generation;
}

async function trySwap(
  owner: Client,
  options: RebuildOptions,
  shadow: Generation,
): Promise<boolean> {
  const { service, projection } = options;
  try {
    await inTransaction(owner, async () => {
      await owner.query(`set local lock_timeout to '${lockTimeoutMs}ms'`);
      const known = await knownGenerations(owner, [projection.name]);
      const active = known.find(({ state }) => state === 'ACTIVE');
      if (active) {
        await owner.query('select from checkpoints where consumer = $1 for update', [
          groupOf(service, active),
        ]);
        await catchUpWithLive(owner, options, shadow);
      }
      await promote(owner, known, shadow.table);
      for (const statement of showInView(service, shadow)) await owner.query(statement);
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

/** A generation with a consumer of its own comes as far by itself; any other is caught up here. */
async function catchUpWithLive(
  owner: Client,
  options: RebuildOptions,
  shadow: Generation,
): Promise<void> {
  const { service, projection, log } = options;
  const known = await knownGenerations(owner, [projection.name]);
  const active = known.find(({ state }) => state === 'ACTIVE');
  const isFed = known.some(({ table, state }) => table === shadow.table && state === 'WARM');
  const live = active && active.version === projection.version;
  const upTo = live ? await checkpointsOf(owner, groupOf(service, active)) : await log.tail();
  const catching: CatchUpOptions = { ...options, generation: shadow };
  await (isFed ? untilReached(catching, upTo) : catchUp(catching, upTo));
}

/** @throws RebuildError SWAP_BLOCKED when the consumer of the warm generation does not come along */
async function untilReached(
  { service, generation, writer }: CatchUpOptions,
  upTo: Vector,
): Promise<void> {
  const until = performance.now() + warmTimeoutMs;
  while (performance.now() < until) {
    const reached = await checkpointsOf(writer, groupOf(service, generation));
    if ([...upTo].every(([place, offset]) => (reached.get(place) ?? -1) >= offset)) return;
    await sleep(5);
  }
  throw new RebuildError('SWAP_BLOCKED', `${generation.table} is behind: is its service running?`);
}
