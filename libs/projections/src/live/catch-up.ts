import type { EventCatalogue } from '@redress/contracts';
import { type EventLog, pgTransactions, pgTx, type Vector } from '@redress/event-log';
import type { ClientBase, Pool } from 'pg';
import { applyBatch } from './apply-batch.js';
import { type Generation, groupOf } from '../generation.js';
import { inLanes } from '../bulk/in-lanes.js';
import { namingPoison } from '../fold/naming-poison.js';
import { inheritLeftOut } from '../left-out.js';
import { projectedEvents } from '../projected-event.js';

/** Records that one transaction of a catch-up takes in. */
const batchMax = 500;

/** Partitions that are caught up at the same time; the writer pool has more connections. */
const lanesMax = 4;

/** Who catches up, and from where. */
export interface CatchUpOptions {
  readonly service: string;
  readonly generation: Generation;
  readonly log: EventLog;
  readonly catalogue: EventCatalogue;
  /** Writer pool of the service. */
  readonly writer: Pool;
}

/** Where the consumer group of a generation stands, by `<log>/<partition>`. */
export async function checkpointsOf(client: Pool | ClientBase, group: string): Promise<Vector> {
  const { rows } = await client.query<{ log: string; partition: number; off: string }>(
    'select log, partition, off from checkpoints where consumer = $1',
    [group],
  );
  return new Map(rows.map(({ log, partition, off }) => [`${log}/${partition}`, Number(off)]));
}

/** True when every place of one vector is reached by another. */
export function hasReached(upTo: Vector, reached: Vector): boolean {
  return [...upTo].every(([place, offset]) => (reached.get(place) ?? -1) >= offset);
}

/**
 * Takes a generation that nobody feeds up to a vector, batch by batch with its checkpoint, and leaves
 * out what was given up in the one that is shown; what it has beyond that stays. Answers how many
 * events it folded.
 *
 * @throws PoisonEventError when an event cannot be read or folded
 * @throws Error when somebody else catches the same generation up
 */
export async function catchUp(options: CatchUpOptions, upTo: Vector): Promise<number> {
  const { generation, log, service, writer } = options;
  const from = await checkpointsOf(writer, groupOf(service, generation));
  // All that was given up before the vector is known by now: until then it was parked.
  const leftOut = await inheritLeftOut(writer, service, generation);
  let events = 0;
  await inLanes([...upTo], lanesMax, async ([place, end]) => {
    const partition = Number(place.slice(log.name.length + 1));
    const isLeftOut = new Set(leftOut[partition]);
    const range = { partition, from: from.get(place) ?? -1, end, isLeftOut };
    events += await catchUpPartition(options, range);
  });
  return events;
}

/** One partition behind an offset and up to another, without some in between. */
interface CatchUpRange {
  readonly partition: number;
  readonly from: number;
  readonly end: number;
  readonly isLeftOut: ReadonlySet<number>;
}

async function catchUpPartition(
  options: CatchUpOptions,
  { partition, from, end, isLeftOut }: CatchUpRange,
): Promise<number> {
  const { service, log, catalogue, writer } = options;
  const { projection, table } = options.generation;
  const generation: Generation = { projection: namingPoison(projection), table };
  const transactions = pgTransactions(writer);
  const group = groupOf(service, generation);
  let events = 0;
  for (let at = from; at < end; ) {
    const records = await log.readPartition(partition, at, Math.min(batchMax, end - at));
    const last = records.at(-1)?.position.offset;
    if (last === undefined) throw new Error(`${log.name}/${partition} ends before ${end}`);
    const kept = records.filter(({ position }) => !isLeftOut.has(position.offset));
    const wanted = projectedEvents(projection, catalogue, kept);
    const step = [group, log.name, partition, at, last];
    await transactions.run(async (tx) => {
      const { client } = pgTx(tx);
      await applyBatch({ client, service, generation, partition }, wanted);
      const { rowCount } = await client.query(advance, step);
      if (rowCount !== 1) throw new Error(`${group} is being caught up by somebody else`);
    });
    events += wanted.length;
    at = last;
  }
  return events;
}

/** The fence: what was folded from another offset than the one that stands there is rolled back. */
const advance = `
  update checkpoints set off = $5
  where consumer = $1 and log = $2 and partition = $3 and off = $4`;
