import type { EventCatalogue } from '@redress/contracts';
import {
  type EventLog,
  type LogRecord,
  pgTransactions,
  pgTx,
  type Vector,
} from '@redress/event-log';
import type { ClientBase, Pool } from 'pg';
import { applyBatch } from './apply-batch.js';
import { eventName, readingsByName } from './event-reading.js';
import { type Generation, groupOf } from './generation.js';
import type { ProjectedEvent } from './projection.js';
import { projectedEvent } from './projected-event.js';

/** Records that one transaction of a catch-up takes in. */
const batchMax = 500;

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

/**
 * Takes a generation that nobody feeds up to a vector, batch by batch with its checkpoint; what it
 * has beyond that stays. Answers how many events it folded.
 */
export async function catchUp(options: CatchUpOptions, upTo: Vector): Promise<number> {
  const { generation, log, service, writer } = options;
  const from = await checkpointsOf(writer, groupOf(service, generation));
  let events = 0;
  for (const [place, end] of upTo) {
    const partition = Number(place.slice(log.name.length + 1));
    events += await catchUpPartition(options, partition, from.get(place) ?? -1, end);
  }
  return events;
}

async function catchUpPartition(
  options: CatchUpOptions,
  partition: number,
  from: number,
  end: number,
): Promise<number> {
  const { service, generation, log, writer } = options;
  const transactions = pgTransactions(writer);
  let events = 0;
  for (let at = from; at < end; ) {
    const records = await log.readPartition(partition, at, Math.min(batchMax, end - at));
    const last = records.at(-1)?.position.offset;
    if (last === undefined) throw new Error(`${log.name}/${partition} ends before ${end}`);
    const wanted = wantedEvents(options, records);
    await transactions.run(async (tx) => {
      const { client } = pgTx(tx);
      await applyBatch({ client, service, generation, partition }, wanted);
      await client.query(
        'update checkpoints set off = $4 where consumer = $1 and log = $2 and partition = $3',
        [groupOf(service, generation), log.name, partition, last],
      );
    });
    events += wanted.length;
    at = last;
  }
  return events;
}

function wantedEvents(
  { generation: { projection }, catalogue }: CatchUpOptions,
  records: readonly LogRecord[],
): ProjectedEvent[] {
  const wanted = readingsByName(projection.events);
  return records.flatMap((record) => {
    const { envelope, position, source = position, data } = record;
    const { stream, type, schemaVersion, occurredAt, actor } = envelope;
    if (!wanted.has(eventName(source.log, stream.category, type))) return [];
    const stored = { log: source.log, category: stream.category, type, schemaVersion };
    const decoded = catalogue.decode(stored, data);
    if (!decoded.ok) throw new Error(`${decoded.problem}: ${decoded.detail}`);
    const event = { type, occurredAt, actor, data: decoded.data };
    return projectedEvent(projection, event, record) ?? [];
  });
}
