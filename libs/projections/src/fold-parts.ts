import { partitionCount, type Vector } from '@redress/event-log';
import type { Client } from 'pg';
import type { Generation } from './generation.js';
import { inLanes } from './in-lanes.js';
import type { RebuildOptions } from './rebuild-options.js';

/** What the bulk folds of all partitions did. */
export interface BulkFold {
  readonly events: number;
  /** Offsets up to which was folded; events that the projection does not read count as well. */
  readonly offsets: number;
}

/**
 * Folds the partitions of a shadow that are not done yet, up to a vector; each is a part of its own
 * transaction, so a rebuild that was killed goes on behind those that are done.
 */
export async function foldParts(
  owner: Client,
  options: RebuildOptions,
  { shadow, upTo }: { shadow: Generation; upTo: Vector },
): Promise<BulkFold> {
  const { log, lanes, workers = 2, onStep = () => undefined } = options;
  const { table, projection } = shadow;
  const { rows: done } = await owner.query<{ partition: number; off: string; events: string }>(
    'select partition, off, events from projection_parts where table_name = $1',
    [table],
  );
  const endOf = (partition: number) => upTo.get(`${log.name}/${partition}`) ?? -1;
  const missing = Array.from({ length: partitionCount }, (_, partition) => partition)
    .filter((partition) => !done.some((part) => part.partition === partition))
    // The longest first, so that no lane is left alone with it at the end.
    .sort((a, b) => endOf(b) - endOf(a));
  const offsetsDone = sum(done.map(({ off }) => Number(off) + 1));
  const eventsTotal = offsetsDone + sum(missing.map((partition) => endOf(partition) + 1));
  let events = sum(done.map((part) => Number(part.events)));
  const folded = new Map<number, number>();
  const tell = (partition: number, offsets: number) => {
    folded.set(partition, Math.min(offsets, endOf(partition) + 1));
    const now = offsetsDone + sum([...folded.values()]);
    options.onProgress?.({ phase: 'FOLD', events: now, eventsTotal });
  };
  await inLanes(missing, workers, async (partition) => {
    const range = { partition, after: -1, upTo: endOf(partition) };
    const task = { connection: options.owner, name: projection.name, table, range, isPart: true };
    const part = await lanes.fold(task, (more) =>
      tell(partition, (folded.get(partition) ?? 0) + more),
    );
    events += part.events;
    tell(partition, endOf(partition) + 1);
    await onStep('part');
  });
  return { events, offsets: eventsTotal };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
