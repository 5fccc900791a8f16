import { createRequire } from 'node:module';
import { redressCatalogue } from '@redress/contracts';
import {
  type Certificate,
  type FoldLanes,
  inProcessLanes,
  type Projection,
  rebuildProjection,
  threadLanes,
} from '@redress/projections';
import type { PoolConfig } from 'pg';
import { type TimedRun, timed } from '../measuring/timed.js';
import { analytics, openAnalytics } from './analytics-database.js';
import { fullPayloadProjection } from './full-payload.projection.js';
import { measuredProjections } from './measured-projections.js';

/** One rebuild. Plain data, so that it can go to another process. */
export interface RebuildTask {
  /** Of the login of analytics. */
  readonly connection: PoolConfig;
  /** Name of one of the measured projections. */
  readonly projection: string;
  /** In threads of their own, as the product folds them, or side by side in one. */
  readonly lanes: 'threads' | 'one-thread';
  /** Partitions that are folded at the same time, each in its thread where there are any. */
  readonly workers: number;
}

/** What came of it. */
export interface RebuildOutcome {
  readonly run: TimedRun;
  readonly certificate: Certificate;
  /** The largest resident size that this process ever had, threads included. */
  readonly peakRssBytes: number;
}

/** Carries a rebuild out: in a process of its own, or in this one. */
export type RebuildRunner = (task: RebuildTask) => Promise<RebuildOutcome>;

const bytesPerKilobyte = 1_024;

/** Rebuilds in this process, and swaps. Starting threads is part of what is measured. */
export const rebuildHere: RebuildRunner = async (task) => {
  const projection = measuredProjections.find(({ name }) => name === task.projection);
  if (!projection) throw new Error(`${task.projection} is not measured here`);
  const { database, journal, close } = openAnalytics(task.connection);
  const { owner, writer } = database;
  const certificates: Certificate[] = [];
  try {
    const run = await timed(async () => {
      const lanes = lanesFor(projection, task);
      const place = { service: analytics, projection, owner, writer, log: journal };
      const how = { catalogue: redressCatalogue, lanes, workers: task.workers, code: 'bench' };
      try {
        const certificate = await rebuildProjection({ ...place, ...how });
        certificates.push(certificate);
        return certificate.events;
      } finally {
        await lanes.close();
      }
    });
    const [certificate] = certificates;
    if (!certificate) throw new Error('a rebuild answers a certificate');
    const peakRssBytes = process.resourceUsage().maxRSS * bytesPerKilobyte;
    return { run, certificate, peakRssBytes };
  } finally {
    await close();
  }
};

function lanesFor(
  projection: Projection,
  { lanes, workers }: Pick<RebuildTask, 'lanes' | 'workers'>,
): FoldLanes {
  if (lanes === 'one-thread') return inProcessLanes(measuredProjections, redressCatalogue);
  return threadLanes(foldEntryOf(projection.name), workers);
}

/** The entry of a thread that folds a projection; of the product's own one, the product's. */
export function foldEntryOf(projection: string): URL {
  return projection === fullPayloadProjection.name
    ? new URL('./full-payload-fold.main.js', import.meta.url)
    : new URL(`file://${createRequire(import.meta.url).resolve('@redress/analytics/bulk-fold')}`);
}
