import { lockKey, withClient } from '@redress/postgres';
import type { Client } from 'pg';
import { type Certificate, keepCertificate, plainVector, policiesOf } from './certificate.js';
import { type Comparison, compareWithLive, refuseParked } from './compare.js';
import { fillTables } from './fill-tables.js';
import { type BulkFold, foldParts } from '../bulk/fold-parts.js';
import { type Generation, groupOf } from '../generation.js';
import { liveGeneration } from './live-generation.js';
import { PeakMemory } from './peak-memory.js';
import { RebuildError } from './rebuild.error.js';
import type { RebuildOptions, RebuildProgress } from './rebuild-options.js';
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
 * @throws RebuildError REBUILD_RUNNING, PARKED_KEYS, SWAP_BLOCKED
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
 * equal to a fold over the whole of its log, or the certificate says where it is not.
 *
 * @throws RebuildError REBUILD_RUNNING, PARKED_KEYS
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
    // No further than the live one stands, so that there is an instant at which to compare them.
    const bulk = await foldParts(owner, options, {
      shadow,
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
    const made = { shadow, bulk, found, startedAt, peakMemoryBytes };
    return { shadow, certificate: certificateOf(options, made) };
  } finally {
    memory.stop();
  }
}

interface Made {
  readonly shadow: Generation;
  readonly bulk: BulkFold;
  readonly found: Comparison;
  readonly startedAt: Date;
  readonly peakMemoryBytes: number;
}

function certificateOf({ projection, code }: RebuildOptions, made: Made): Certificate {
  const { shadow, bulk, found, startedAt, peakMemoryBytes } = made;
  const seconds = (Date.now() - startedAt.getTime()) / 1000;
  const events = bulk.events + found.events;
  return {
    projection: projection.name,
    version: projection.version,
    table: shadow.table,
    events,
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

/** The shadow that a killed rebuild of the same declaration and code left, or a new one. */
async function findOrAddShadow(
  owner: Client,
  { service, projection, code }: RebuildOptions,
): Promise<Generation> {
  const known = await knownGenerations(owner, [projection.name]);
  const declared = declaredDigest(projection);
  const shadows = known.filter(({ state }) => state === 'BUILDING' || state === 'FILLED');
  const found = shadows.find(
    (each) =>
      each.version === projection.version && each.declared === declared && each.code === code,
  );
  for (const { table } of shadows) {
    if (table !== found?.table) await discard(owner, service, table);
  }
  return found ? { projection, table: found.table } : addShadow(owner, projection, code);
}

/** One rebuild of a projection at a time; the lock ends with the connection. */
async function alone<T>(
  { owner, service, projection }: RebuildOptions,
  work: (owner: Client) => Promise<T>,
): Promise<T> {
  return withClient(owner, async (client) => {
    const name = projection.name.replaceAll('_', '.');
    const { rows } = await client.query<{ locked: boolean }>(
      `select pg_try_advisory_lock(${lockKey('rebuild', service, name, 0)}) as locked`,
    );
    if (rows[0]?.locked !== true) {
      throw new RebuildError('REBUILD_RUNNING', `${projection.name} is being rebuilt already`);
    }
    await sweepDropped(client, service, [projection.name]);
    return work(client);
  });
}
