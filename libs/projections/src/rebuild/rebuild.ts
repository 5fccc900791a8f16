import { lockKey, withClient } from '@redress/postgres';
import type { Client } from 'pg';
import { type Certificate, keepCertificate, plainVector, policiesOf } from './certificate.js';
import { type Comparison, compareWithLive } from './compare.js';
import { fillTables } from './fill-tables.js';
import { type BulkFold, foldParts } from '../bulk/fold-parts.js';
import { type Generation, groupOf } from '../generation.js';
import { countLeftOut, discardedBy, inheritLeftOut, leftOutOfShown } from '../left-out.js';
import { liveGeneration } from './live-generation.js';
import { PeakMemory } from './peak-memory.js';
import { isPoisonEvent } from '../poison-event.error.js';
import { RebuildError } from './rebuild.error.js';
import type { RebuildOptions, RebuildProgress } from './rebuild-options.js';
import { refuseParked } from './refuse-parked.js';
import {
  addShadow,
  declaredDigest,
  discard,
  knownGenerations,
  sweepDropped,
} from '../registry/registry.js';
import { swapIn } from './swap.js';

/**
 * Builds a projection anew from the beginning of its log, beside the live one, and shows it once it
 * is complete: shadow → bulk fold → indexes → catch up → compare → swap. Until the swap the live
 * one is untouched; a rebuild that was killed goes on where it was.
 *
 * @throws RebuildError REBUILD_RUNNING, PARKED_KEYS, POISON_EVENT, SWAP_BLOCKED
 */
export function rebuildProjection(options: RebuildOptions): Promise<Certificate> {
  return alone(options, async (owner) => {
    const { shadow, certificate } = await build(owner, options);
    await swapIn(owner, options, shadow.table);
    await keepCertificate(owner, certificate);
    return certificate;
  });
}

/**
 * Builds a projection anew, compares it with the live one, and throws it away. The live one is
 * equal to a fold over the whole of its log, but for what was discarded, or the certificate says
 * where it is not.
 *
 * @throws RebuildError REBUILD_RUNNING, PARKED_KEYS, POISON_EVENT
 */
export function verifyProjection(options: RebuildOptions): Promise<Certificate> {
  return alone(options, async (owner) => {
    const { shadow, certificate } = await build(owner, options);
    await discard(owner, options.service, shadow.table);
    await keepCertificate(owner, certificate);
    return certificate;
  });
}

interface Built {
  readonly shadow: Generation;
  readonly certificate: Certificate;
}

async function build(owner: Client, options: RebuildOptions): Promise<Built> {
  const { service, onProgress, onStep = () => undefined } = options;
  const memory = new PeakMemory();
  const startedAt = new Date();
  try {
    const live = await liveGeneration(owner, options);
    if (live) await refuseParked(owner, groupOf(service, live));
    const shadow = await findOrAddShadow(owner, options);
    await onStep('shadow');
    const leftOut = await inheritLeftOut(owner, service, shadow);
    // No further than the live one stands, so that there is an instant at which to compare them.
    const bulk = await foldParts(owner, options, {
      ...{ shadow, leftOut, isUnproven: live === undefined },
      upTo: live?.at ?? (await options.log.tail()),
    });
    const tell = (phase: RebuildProgress['phase']) =>
      onProgress?.({ phase, events: bulk.offsets, eventsTotal: bulk.offsets });
    tell('INDEX');
    await fillTables(owner, service, shadow);
    await onStep('filled');
    tell('COMPARE');
    const found = await compareWithLive(owner, options, shadow);
    await onStep('compared');
    tell('SWAP');
    const peakMemoryBytes = memory.peakBytes();
    const { name } = options.log;
    const discarded = await discardedBy(owner, groupOf(service, shadow), name);
    const leftOutCount = countLeftOut(discarded, name, found.upTo);
    const made = { shadow, bulk, found, leftOut: leftOutCount, startedAt, peakMemoryBytes };
    return { shadow, certificate: certificateOf(options, made) };
  } finally {
    memory.stop();
  }
}

interface Made {
  readonly shadow: Generation;
  readonly bulk: BulkFold;
  readonly found: Comparison;
  readonly leftOut: number;
  readonly startedAt: Date;
  readonly peakMemoryBytes: number;
}

function certificateOf({ projection, code }: RebuildOptions, made: Made): Certificate {
  const { shadow, bulk, found, leftOut, startedAt, peakMemoryBytes } = made;
  const seconds = (Date.now() - startedAt.getTime()) / 1000;
  const events = bulk.events + found.events;
  return {
    projection: projection.name,
    version: projection.version,
    table: shadow.table,
    events,
    leftOut,
    rows: found.rows,
    hash: found.hash,
    equalToLive: found.equalToLive,
    differences: found.differences,
    upTo: plainVector(found.upTo),
    declared: declaredDigest(projection),
    code,
    policies: policiesOf(projection),
    startedAt: startedAt.toISOString(),
    seconds,
    eventsPerSecond: Math.round(events / Math.max(seconds, 0.001)),
    peakMemoryBytes,
  };
}

/**
 * The shadow that a killed rebuild left, if its declaration and code are the same and it leaves out
 * what is left out today; or a new one.
 */
async function findOrAddShadow(
  owner: Client,
  { service, projection, code }: RebuildOptions,
): Promise<Generation> {
  const known = await knownGenerations(owner, [projection.name]);
  const declared = declaredDigest(projection);
  const shadows = known.filter(({ state }) => state === 'BUILDING' || state === 'FILLED');
  const same = shadows.find(
    (each) =>
      each.version === projection.version && each.declared === declared && each.code === code,
  );
  const found =
    same && (await leavesOutTheSame(owner, service, { projection, ...same })) ? same : undefined;
  for (const { table } of shadows) {
    if (table !== found?.table) await discard(owner, service, table);
  }
  return found ? { projection, table: found.table } : addShadow(owner, projection, code);
}

async function leavesOutTheSame(
  owner: Client,
  service: string,
  shadow: Generation,
): Promise<boolean> {
  const { projection } = shadow;
  const ofShown = await leftOutOfShown(owner, service, projection);
  const ofShadow = await discardedBy(owner, groupOf(service, shadow), projection.log);
  return JSON.stringify(ofShown) === JSON.stringify(ofShadow);
}

/** One rebuild of a projection at a time; the lock ends with the connection. */
async function alone<T>(options: RebuildOptions, work: (owner: Client) => Promise<T>): Promise<T> {
  const { owner, service, projection } = options;
  return withClient(owner, async (client) => {
    const name = projection.name.replaceAll('_', '.');
    const { rows } = await client.query<{ locked: boolean }>(
      `select pg_try_advisory_lock(${lockKey('rebuild', service, name, 0)}) as locked`,
    );
    if (rows[0]?.locked !== true) {
      throw new RebuildError('REBUILD_RUNNING', `${projection.name} is being rebuilt already`);
    }
    await sweepDropped(client, service, [projection.name]);
    try {
      return await work(client);
    } catch (error) {
      if (!isPoisonEvent(error)) throw error;
      await discardShadows(client, options);
      throw new RebuildError('POISON_EVENT', poisonDetail(projection.name, error));
    }
  });
}

/** Nobody goes on with them: the next rebuild has other code, or leaves more out. */
async function discardShadows(
  owner: Client,
  { service, projection }: RebuildOptions,
): Promise<void> {
  for (const { table, state } of await knownGenerations(owner, [projection.name])) {
    if (state === 'BUILDING' || state === 'FILLED') await discard(owner, service, table);
  }
}

function poisonDetail(name: string, { message }: Error): string {
  return (
    `${name} cannot take in ${message}. What is shown is as it was. Run code that reads this event; ` +
    'where what is shown has it parked, discard it there (redress parked), and it is left out here too'
  );
}
