import type { EventCatalogue } from '@redress/contracts';
import type { PoolConfig } from 'pg';
import { FoldConnectionPool } from './fold-connections.js';
import { type FoldedPartition, foldLog, type OnFolded } from './fold-log.js';
import type { Generation } from '../generation.js';
import type { ScanRange } from './log-scan.sql.js';
import { inTransaction } from '../registry/in-transaction.js';
import type { Projection } from '../projection.js';

/** Partitions to be folded into bare tables. Plain data, so that it can go to another thread. */
export interface FoldTask {
  /** Settings of the owner role. */
  readonly connection: PoolConfig;
  /** Name of the projection, and the table of the generation. */
  readonly name: string;
  readonly table: string;
  readonly range: ScanRange;
  /** Notes in the registry that these are done, so that a rebuild can be resumed behind them. */
  readonly isPart: boolean;
}

/** Carries out tasks, each as one transaction. */
export interface FoldLanes {
  fold(task: FoldTask, onFolded: OnFolded): Promise<FoldedPartition[]>;
  close(): Promise<void>;
}

/**
 * Folds partitions in this thread: what waits for the server, waits side by side.
 *
 * @param limits `statesMax`: states that a pass holds in memory (default 400,000)
 */
export function inProcessLanes(
  projections: readonly Projection[],
  catalogue: EventCatalogue,
  limits: { statesMax?: number } = {},
): FoldLanes {
  const connections = new FoldConnectionPool();
  return {
    fold: (task, onFolded) =>
      foldTask(task, { projections, catalogue, connections, onFolded, ...limits }),
    close: () => connections.close(),
  };
}

/** What a lane needs beside its task. */
export interface FoldContext {
  readonly projections: readonly Projection[];
  readonly catalogue: EventCatalogue;
  readonly connections: FoldConnectionPool;
  readonly onFolded: OnFolded;
  readonly statesMax?: number;
}

/** Carries one task out. */
export async function foldTask(
  task: FoldTask,
  { projections, catalogue, connections, onFolded, statesMax }: FoldContext,
): Promise<FoldedPartition[]> {
  const { connection, name, table, range, isPart } = task;
  const projection = projections.find((each) => each.name === name);
  if (!projection) throw new Error(`there is no projection ${name} here`);
  const generation: Generation = { projection, table };
  return connections.use(connection, ({ reading, writing }) =>
    inTransaction(writing, async () => {
      const folded = await foldLog(
        { client: reading, projection, catalogue },
        { client: writing, generation },
        range,
        { onFolded, ...(statesMax ? { statesMax } : {}) },
      );
      if (isPart) await writing.query(insertParts, partValues(task, folded));
      return folded;
    }),
  );
}

/** A part is done once: where two work on one, the second one's rows are undone with its note. */
const insertParts = `
  insert into projection_parts (table_name, partition, off, events, rows)
  select $1, * from unnest($2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[])`;

function partValues({ table, range }: FoldTask, folded: readonly FoldedPartition[]) {
  return [
    table,
    folded.map(({ partition }) => partition),
    folded.map(({ partition }) => range.upTo[partition] ?? -1),
    folded.map(({ events }) => events),
    folded.map(({ rows }) => rows),
  ];
}
