import type { EventCatalogue } from '@redress/contracts';
import { Client, type PoolConfig } from 'pg';
import { type FoldedPartition, foldPartition, type OnFolded } from './fold-partition.js';
import type { Generation } from './generation.js';
import type { ScanRange } from './log-scan.sql.js';
import type { Projection } from './projection.js';
import { inTransaction } from './registry.js';

/** One partition to be folded into bare tables. Plain data, so that it can go to another thread. */
export interface PartitionTask {
  /** Settings of the owner role. */
  readonly connection: PoolConfig;
  /** Name of the projection, and the table of the generation. */
  readonly name: string;
  readonly table: string;
  readonly range: ScanRange;
  /** Notes in the registry that this part is done, so that a rebuild can be resumed behind it. */
  readonly isPart: boolean;
}

/** Folds partitions, each as one transaction. */
export interface FoldLanes {
  fold(task: PartitionTask, onFolded: OnFolded): Promise<FoldedPartition>;
  close(): Promise<void>;
}

/** Folds partitions in this thread: what waits for the server, waits side by side. */
export function inProcessLanes(
  projections: readonly Projection[],
  catalogue: EventCatalogue,
): FoldLanes {
  return {
    fold: (task, onFolded) => foldTask(task, { projections, catalogue, onFolded }),
    close: () => Promise.resolve(),
  };
}

/** What a lane needs beside its task. */
export interface FoldContext {
  readonly projections: readonly Projection[];
  readonly catalogue: EventCatalogue;
  readonly onFolded: OnFolded;
  readonly statesMax?: number;
}

/** Carries one task out, over two connections: one reads while the other writes. */
export async function foldTask(
  task: PartitionTask,
  context: FoldContext,
): Promise<FoldedPartition> {
  const { name, table, range, isPart } = task;
  const { catalogue, onFolded } = context;
  const projection = context.projections.find((each) => each.name === name);
  if (!projection) throw new Error(`there is no projection ${name} here`);
  const generation: Generation = { projection, table };
  return withClient(task.connection, (reading) =>
    withClient(task.connection, async (writing) => {
      await reading.query(`set timezone to 'UTC'; set datestyle to 'ISO'`);
      // The transaction waits for the fold, and holds no snapshot while it does.
      await writing.query(
        'set synchronous_commit to off; set idle_in_transaction_session_timeout to 0',
      );
      return inTransaction(writing, async () => {
        const folded = await foldPartition(
          { client: reading, projection, catalogue },
          { client: writing, generation },
          range,
          { onFolded, ...(context.statesMax ? { statesMax: context.statesMax } : {}) },
        );
        const { events, rows } = folded;
        if (isPart) {
          await writing.query(
            `insert into projection_parts (table_name, partition, off, events, rows)
             values ($1, $2, $3, $4, $5)`,
            [table, range.partition, range.upTo, events, rows],
          );
        }
        return folded;
      });
    }),
  );
}

/** Works with a connection of its own, which ends with the work, whatever state it is in then. */
export async function withClient<T>(
  connection: PoolConfig,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(connection);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs work on all items, at most `lanes` at the same time; stops at the first failure. */
export async function inLanes<Item>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined && !failed; item = queue.shift()) {
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  const first = ended.find((each) => each.status === 'rejected');
  if (first?.status === 'rejected') throw first.reason;
}
