import { withClient } from '@redress/postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningConsumer } from '@redress/bus';
import type { EventLog } from '@redress/event-log';
import type { ServiceDatabase } from '@redress/postgres';
import { checkpointsOf } from './catch-up.js';
import type { Certificate } from '../rebuild/certificate.js';
import type { FoldLanes } from '../bulk/fold-lanes.js';
import { groupOf } from '../generation.js';
import type { Projection } from '../projection.js';
import { RebuildError } from '../rebuild/rebuild.error.js';
import { rebuildProjection, verifyProjection } from '../rebuild/rebuild.js';
import type { RebuildOptions, RebuildProgress } from '../rebuild/rebuild-options.js';
import { knownGenerations } from '../registry/registry.js';
import {
  type FeedOptions,
  type RunningGenerations,
  runGenerations,
} from './running-generations.js';
import { type SwapOptions, swapBack } from '../rebuild/swap.js';

/** How often another process's rebuild is looked for, in milliseconds. */
const refreshMs = 2_000;

/** A log of which a projection has folded nothing is folded in bulk from this length on. */
const bulkMin = 10_000;

/** What the projections of a service run on. */
export interface KeepOptions extends FeedOptions {
  readonly database: Pick<ServiceDatabase, 'owner' | 'writer'>;
  readonly logOf: (name: string) => EventLog;
  /** Made for one rebuild and closed after it. */
  readonly lanes: () => FoldLanes;
  readonly workers?: number;
  /** Version of the code, for certificates. */
  readonly code: string;
  /** Told of a look at the registry that failed; the next one tries again. */
  readonly onProblem: (error: unknown) => void;
  /** Told how a rebuild comes along that a new version made necessary at the start. */
  readonly onUpgrade?: (projection: Projection, progress: RebuildProgress) => void;
}

/** The projections of a service at work: what is shown is fed, and what may come back. */
export interface KeptProjections {
  readonly projections: readonly Projection[];
  /** The consumers that run at present. */
  consumers(): readonly RunningConsumer[];
  /** The groups that feed what is not shown and may come back. */
  rollbackGroups(): Promise<readonly string[]>;
  /** Resolves with the reason when one of them cannot go on. */
  readonly failed: Promise<Error>;
  /** @throws RebuildError as `rebuildProjection`, PROJECTION_UNKNOWN */
  rebuild(name: string, onProgress?: (progress: RebuildProgress) => void): Promise<Certificate>;
  /** @throws RebuildError as `verifyProjection`, PROJECTION_UNKNOWN */
  verify(name: string, onProgress?: (progress: RebuildProgress) => void): Promise<Certificate>;
  /**
   * Shows the generation before this one; answers its table.
   *
   * @throws RebuildError PROJECTION_UNKNOWN, NOTHING_TO_ROLL_BACK, SWAP_BLOCKED
   */
  rollBack(name: string): Promise<string>;
  stop(options: { drainMs: number }): Promise<void>;
}

/**
 * Feeds the generations of all projections of a service, here and wherever they were made. Their
 * tables must be prepared. What is shown in an older version is rebuilt first, and so is what has
 * a long log and was never fed.
 */
export async function keepProjections(options: KeepOptions): Promise<KeptProjections> {
  const { projections, onProblem } = options;
  const running = runGenerations(options);
  for (const projection of projections) await bringUpToDate(options, projection);
  await firstLook(running);
  const timer = setInterval(() => void running.look().catch(onProblem), refreshMs);
  timer.unref();
  const silent = () => undefined;
  return {
    projections,
    consumers: running.consumers,
    rollbackGroups: () => rollbackGroups(options),
    failed: running.failed,
    rebuild: (name, onProgress = silent) =>
      andLook(options, running, withLanes(options, { name, onProgress }, rebuildProjection)),
    verify: (name, onProgress = silent) =>
      withLanes(options, { name, onProgress }, verifyProjection),
    rollBack: (name) => andLook(options, running, rollBack(options, name)),
    async stop(drain) {
      clearInterval(timer);
      await running.stop(drain);
    },
  };
}

/** What already runs when a generation cannot be fed has nobody else to stop it. */
async function firstLook(running: RunningGenerations): Promise<void> {
  try {
    await running.look();
  } catch (error) {
    await running.stop({ drainMs: 0 });
    throw error;
  }
}

/** Feeds at once what a rebuild has changed; where that fails, the next look does. */
async function andLook<T>(
  { onProblem }: KeepOptions,
  running: RunningGenerations,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } finally {
    await running.look().catch(onProblem);
  }
}

/** Where one of the projections is rebuilt or swapped. @throws RebuildError PROJECTION_UNKNOWN */
function placeOf(options: KeepOptions, name: string): SwapOptions {
  const { projections, service, catalogue, database } = options;
  const projection = projections.find((each) => each.name === name);
  if (!projection) {
    const known = projections.map((each) => each.name).join(', ');
    throw new RebuildError('PROJECTION_UNKNOWN', `${service} has no '${name}', but ${known}`);
  }
  const { owner, writer } = database;
  return { service, projection, catalogue, owner, writer, log: options.logOf(projection.log) };
}

async function withLanes(
  options: KeepOptions,
  { name, onProgress }: { name: string; onProgress: (progress: RebuildProgress) => void },
  work: (rebuild: RebuildOptions) => Promise<Certificate>,
): Promise<Certificate> {
  const { code, workers } = options;
  const place = placeOf(options, name);
  const lanes = options.lanes();
  try {
    return await work({ ...place, lanes, code, onProgress, ...(workers ? { workers } : {}) });
  } finally {
    await lanes.close();
  }
}

async function rollBack(options: KeepOptions, name: string): Promise<string> {
  const place = placeOf(options, name);
  return withClient(place.owner, (owner) => swapBack(owner, place));
}

async function rollbackGroups(options: KeepOptions): Promise<string[]> {
  const names = options.projections.map(({ name }) => name);
  const known = await knownGenerations(options.database.writer, names);
  return known
    .filter(({ state }) => state === 'WARM')
    .map((generation) => groupOf(options.service, generation));
}

/** Builds what must be built before it can be fed; a rebuild by another process is waited for. */
async function bringUpToDate(options: KeepOptions, projection: Projection): Promise<void> {
  const { name } = projection;
  const onProgress = (progress: RebuildProgress) => options.onUpgrade?.(projection, progress);
  for (;;) {
    const why = await whyOutdated(options, projection);
    if (!why) return;
    try {
      await withLanes(options, { name, onProgress }, rebuildProjection);
    } catch (error) {
      if (!(error instanceof RebuildError)) throw error;
      // Its consumer takes the log in event by event, and parks this one for an operator to see.
      if (error.code === 'POISON_EVENT' && why === 'NEVER_FED') return;
      if (error.code !== 'REBUILD_RUNNING') throw error;
      await sleep(refreshMs);
    }
  }
}

/** It is shown in an older version than ours, or has never been fed and has much to take in. */
async function whyOutdated(
  { database: { writer }, service, logOf }: KeepOptions,
  { name, version, log }: Projection,
): Promise<'OLDER' | 'NEVER_FED' | undefined> {
  const known = await knownGenerations(writer, [name]);
  const active = known.find(({ state }) => state === 'ACTIVE');
  if (!active) return undefined;
  if (active.version !== version) return active.version < version ? 'OLDER' : undefined;
  if ((await checkpointsOf(writer, groupOf(service, active))).size > 0) return undefined;
  const ends = await logOf(log).tail();
  const length = [...ends.values()].reduce((sum, end) => sum + end + 1, 0);
  return length >= bulkMin ? 'NEVER_FED' : undefined;
}
