import type { EventCatalogue } from '@redress/contracts';
import type { EventLog } from '@redress/event-log';
import type { Pool, PoolConfig } from 'pg';
import type { FoldLanes } from '../bulk/fold-lanes.js';
import type { Projection } from '../projection.js';

/** What a rebuild is doing, for a progress bar. */
export interface RebuildProgress {
  readonly phase: 'FOLD' | 'INDEX' | 'COMPARE' | 'SWAP';
  /** Offsets folded, of those there are; events that the projection does not read count as well. */
  readonly events: number;
  readonly eventsTotal: number;
}

/** Where a projection is rebuilt. */
export interface RebuildOptions {
  readonly service: string;
  readonly projection: Projection;
  /** Settings of the owner role. */
  readonly owner: PoolConfig;
  readonly writer: Pool;
  readonly log: EventLog;
  readonly catalogue: EventCatalogue;
  readonly lanes: FoldLanes;
  /** Partitions that are folded at the same time (default 2). */
  readonly workers?: number;
  /** Version of the code, for the certificate. */
  readonly code: string;
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Between steps: a test stops here, as a kill would. */
  readonly onStep?: (step: RebuildStep) => Promise<void> | void;
}

/** The steps behind which a rebuild can be resumed. */
export type RebuildStep = 'shadow' | 'part' | 'filled' | 'compared';
