import { partitionCount } from '@redress/event-log';
import { lockKey } from '@redress/postgres';
import type { Client } from 'pg';
import { type Certificate, keepCertificate, plainVector, policiesOf } from './certificate.js';
import { compareWithLive, refuseParked } from './compare.js';
import { inLanes, withClient } from './fold-lanes.js';
import { fillTables } from './fill-tables.js';
import { type Generation, generationOf, groupOf } from './generation.js';
import { PeakMemory } from './peak-memory.js';
import { dropTables } from './projection-tables.sql.js';
import { RebuildError } from './rebuild.error.js';
import type { RebuildOptions } from './rebuild-options.js';
import {
  activeTable,
  addShadow,
  declaredDigest,
  giveUp,
  inTransaction,
  knownGenerations,
} from './registry.js';
import { swapIn } from './swap.js';

/**
 * Builds a projection anew from the beginning of its log, beside the live one, and shows it once it
 * is complete: shadow → bulk fold → indexes → catch up → compare → swap. Until the swap the live
 * one is untouched; a rebuild that was killed goes on where it was.
 *
 * @throws RebuildError REBUILD_RUNNING, PARKED_KEYS
 */
export function rebuildProjection(options: RebuildOptions): Promise<Certificate> {
  return alone(options, async (owner) => {
    const built = await build(owner, options);
    await swapIn(owner, options, built.shadow);
    await keepCertificate(owner, built.certificate);
    return built.certificate;
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
    await discard(owner, options.service, shadow);
    await keepCertificate(owner, certificate);
    return certificate;
  });
}

interface Built {
  readonly shadow: Generation;
  readonly certificate: Certificate;
}

async function build(owner: Client, options: RebuildOptions): Promise<Built> {
  const { projection, onProgress = () => undefined, onStep = () => undefined } = options;
  const memory = new PeakMemory();
  const startedAt = new Date();
  try {
    const active = await activeTable(owner, projection.name);
    if (active) await refuseParked(owner, groupOf(options.service, { table: active }));
    const shadow = await findOrAddShadow(owner, options);
    await onStep('shadow');
    const bulk = await foldParts(owner, options, shadow);
    onProgress({ phase: 'INDEX', events: bulk.offsets, eventsTotal: bulk.offsets });
    await fillTables(owner, options.service, shadow);
    await onStep('filled');
    onProgress({ phase: 'COMPARE', events: bulk.offsets, eventsTotal: bulk.offsets });
    const found = await compareWithLive(owner, options, shadow);
    await onStep('compared');
    onProgress({ phase: 'SWAP', events: bulk.offsets, eventsTotal: bulk.offsets });
    const seconds = (Date.now() - startedAt.getTime()) / 1000;
    const events = bulk.events + found.events;
    return {
      shadow,
      certificate: {
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
        code: options.code,
        policies: policiesOf(projection),
        startedAt: startedAt.toISOString(),
        seconds,
        eventsPerSecond: Math.round(events / Math.max(seconds, 0.001)),
        peakMemoryBytes: memory.peakBytes(),
      },
    };
  } finally {
    memory.stop();
  }
}

/** The shadow that a killed rebuild of the same declaration left, or a new one. */
async function findOrAddShadow(owner: Client, options: RebuildOptions): Promise<Generation> {
  const { service, projection } = options;
  const known = await knownGenerations(owner, [projection.name]);
  const declared = declaredDigest(projection);
  let found: Generation | undefined;
  for (const { table, state, version, generation, declared: as } of known) {
    if (state !== 'BUILDING' && state !== 'FILLED') continue;
    const shadow = generationOf({ ...projection, version }, generation);
    const isOurs = !found && version === projection.version && as === declared;
    if (isOurs) found = { projection, table };
    else await discard(owner, service, shadow);
  }
  return found ?? addShadow(owner, projection);
}

/** Folds the partitions that are not done yet; each is a part of its own transaction. */
async function foldParts(
  owner: Client,
  options: RebuildOptions,
  { table, projection: { name } }: Generation,
): Promise<{ events: number; offsets: number }> {
  const {
    log,
    lanes,
    workers = 2,
    onProgress = () => undefined,
    onStep = () => undefined,
  } = options;
  const { rows: done } = await owner.query<{ partition: number; off: string; events: string }>(
    'select partition, off, events from projection_parts where table_name = $1',
    [table],
  );
  const ends = await log.tail();
  const endOf = (partition: number) => ends.get(`${log.name}/${partition}`) ?? -1;
  const missing = Array.from({ length: partitionCount }, (_, partition) => partition)
    .filter((partition) => !done.some((part) => part.partition === partition))
    // The longest first, so that no lane is left alone with it at the end.
    .sort((a, b) => endOf(b) - endOf(a));
  let events = done.reduce((sum, part) => sum + Number(part.events), 0);
  let offsets = done.reduce((sum, part) => sum + Number(part.off) + 1, 0);
  const total = missing.reduce((sum, partition) => sum + endOf(partition) + 1, offsets);
  const show = () => onProgress({ phase: 'FOLD', events: offsets, eventsTotal: total });
  await inLanes(missing, workers, async (partition) => {
    const before = offsets;
    let folded = 0;
    const range = { partition, after: -1, upTo: endOf(partition) };
    const task = { connection: options.owner, name, table, range, isPart: true };
    const part = await lanes.fold(task, (more) => {
      folded += more;
      onProgress({ phase: 'FOLD', events: Math.min(before + folded, total), eventsTotal: total });
    });
    events += part.events;
    offsets += endOf(partition) + 1;
    show();
    await onStep('part');
  });
  return { events, offsets };
}

async function discard(owner: Client, service: string, shadow: Generation): Promise<void> {
  await inTransaction(owner, async () => {
    for (const statement of dropTables(shadow)) await owner.query(statement);
    await owner.query('delete from checkpoints where consumer = $1', [groupOf(service, shadow)]);
    await owner.query('delete from projection_parts where table_name = $1', [shadow.table]);
    await giveUp(owner, shadow.table);
  });
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
    return work(client);
  });
}
