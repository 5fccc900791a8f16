import { partitionCount, type Vector } from '@redress/event-log';
import type { Client } from 'pg';
import type { Generation } from '../generation.js';
import { inLanes } from './in-lanes.js';
import type { LeftOut } from '../left-out.js';
import type { RebuildOptions } from '../rebuild/rebuild-options.js';

/** What the bulk folds of all partitions did. */
export interface BulkFold {
  readonly events: number;
  /** Offsets up to which was folded; events that the projection does not read count as well. */
  readonly offsets: number;
}

/** What is folded of a log into a shadow. */
interface FoldedLog {
  readonly shadow: Generation;
  readonly upTo: Vector;
  readonly leftOut: LeftOut;
  /** No live generation of this version has judged these events. */
  readonly isUnproven: boolean;
}

/** Partitions that one task folds: each task reads the whole log once. */
const partitionsOfTask = 4;

/**
 * Folds the partitions of a shadow that are not done yet, up to a vector; some at a time are a part of
 * its own transaction, so a rebuild that was killed goes on behind those that are done.
 */
export async function foldParts(
  owner: Client,
  options: RebuildOptions,
  { shadow, upTo, leftOut, isUnproven }: FoldedLog,
): Promise<BulkFold> {
  const { log, lanes, workers = 2, onStep = () => undefined } = options;
  const { table, projection } = shadow;
  const { rows: done } = await owner.query<{ partition: number; off: string; events: string }>(
    'select partition, off, events from projection_parts where table_name = $1',
    [table],
  );
  const isDone = new Set(done.map(({ partition }) => partition));
  const tasks = foldTasks(log.name, upTo, (partition) => !isDone.has(partition));
  const offsetsDone = sum(done.map(({ off }) => Number(off) + 1));
  const eventsTotal = offsetsDone + sum(tasks.map(offsetsOf));
  let events = sum(done.map((part) => Number(part.events)));
  const folded = new Map<PartitionEnds, number>();
  const tell = (task: PartitionEnds, offsets: number) => {
    folded.set(task, Math.min(offsets, offsetsOf(task)));
    const now = offsetsDone + sum([...folded.values()]);
    options.onProgress?.({ phase: 'FOLD', events: now, eventsTotal });
  };
  await inLanes(tasks, workers, async (ends) => {
    const range = { upTo: ends, leftOut, isUnproven };
    const task = { connection: options.owner, name: projection.name, table, range, isPart: true };
    const parts = await lanes.fold(task, (more) => tell(ends, (folded.get(ends) ?? 0) + more));
    events += sum(parts.map((part) => part.events));
    tell(ends, offsetsOf(ends));
    await onStep('part');
  });
  return { events, offsets: eventsTotal };
}

/** Last offsets by partition. */
export type PartitionEnds = Readonly<Record<number, number>>;

/** The partitions of a log in groups, each to be folded at once, up to a vector. */
export function foldTasks(
  log: string,
  upTo: Vector,
  isWanted: (partition: number) => boolean = () => true,
): PartitionEnds[] {
  const partitions = Array.from({ length: partitionCount }, (_, partition) => partition);
  const wanted = partitions.filter(isWanted);
  const count = Math.ceil(wanted.length / partitionsOfTask);
  return Array.from({ length: count }, (_, task) => {
    const own = wanted.slice(task * partitionsOfTask, (task + 1) * partitionsOfTask);
    return Object.fromEntries(own.map((each) => [each, upTo.get(`${log}/${each}`) ?? -1]));
  });
}

function offsetsOf(ends: PartitionEnds): number {
  return sum(Object.values(ends).map((end) => end + 1));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
