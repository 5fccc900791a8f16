import type { KafkaReader, TopicRange } from './kafka-client.port.js';
import { KafkaError } from './kafka.error.js';

/** A partition of a topic: who leads it, and what it keeps. */
export interface TopicPlace {
  readonly broker: number;
  readonly range: TopicRange;
}

/** Longest wait for a record that is known to be there, in milliseconds. */
const waitMs = 1_000;
const bytesMax = 1_048_576;

/** All partitions of a topic. Rejects as the reader does. */
export async function topicPlaces(
  reader: KafkaReader,
  topic: string,
): Promise<ReadonlyMap<number, TopicPlace>> {
  const [ranges, leaders] = await Promise.all([reader.ranges(topic), reader.leaders(topic)]);
  return new Map(
    [...ranges].map(([partition, range]) => {
      const broker = leaders.get(partition);
      if (broker === undefined) throw missing(topic, partition);
      return [partition, { broker, range }];
    }),
  );
}

/** One partition of a topic. Throws KafkaError TOPIC_DIFFERS where there is no such partition. */
export async function topicPlace(
  reader: KafkaReader,
  topic: string,
  partition: number,
): Promise<TopicPlace> {
  const place = (await topicPlaces(reader, topic)).get(partition);
  if (!place) throw missing(topic, partition);
  return place;
}

/** The offset of the log of the last record in a partition of its topic, -1 where nothing is kept. */
export async function lastOffset(
  reader: KafkaReader,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  { broker, range: { first, end } }: TopicPlace,
): Promise<number> {
  if (first === end) return -1;
  const from = new Map([[partition, end - 1]]);
  const request = { topic, broker, from, maxWaitMs: waitMs, maxBytes: bytesMax };
  const last = (await reader.fetch(request)).get(partition)?.at(-1);
  if (!last) throw new KafkaError('BROKER_UNAVAILABLE', `${topic}/${partition}: no last record`);
  return Number(last.headers['ce_logoffset']);
}

function missing(topic: string, partition: number): KafkaError {
  return new KafkaError('TOPIC_DIFFERS', `${topic} has no partition ${partition}`);
}
