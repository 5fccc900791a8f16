import { fromTopicMessage, type ReadMessage, StrangeRecordError } from '@redress/contracts';
import type { KafkaReader, TopicRange } from './kafka-client.port.js';
import { KafkaError } from './kafka.error.js';
import { topicPage } from './topic-page.js';

/** A partition of a topic: who leads it, and what it keeps. */
export interface TopicPlace {
  readonly broker: number;
  readonly range: TopicRange;
}

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

/**
 * The offset of the log of the last record of ours in a partition of its topic, -1 where there is none.
 * What somebody else has written behind it is passed over.
 */
export async function lastOffset(
  reader: KafkaReader,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  { broker, range: { first, end } }: TopicPlace,
): Promise<number> {
  for (let back = 1; first < end; back *= 2) {
    const from = Math.max(first, end - back);
    let last = -1;
    for (let at = from; at < end; ) {
      const page = await topicPage(reader, { topic, partition, broker }, at);
      const next = page.at(-1)?.offset ?? -1;
      if (next < at) throw new KafkaError('BROKER_UNAVAILABLE', `${topic}/${partition}: no record`);
      for (const record of page) last = offsetOfLog({ ...record, partition }, topic) ?? last;
      at = next + 1;
    }
    if (last >= 0 || from === first) return last;
  }
  return -1;
}

function offsetOfLog(message: ReadMessage, topic: string): number | undefined {
  try {
    return fromTopicMessage(topic, message).position.offset;
  } catch (error) {
    if (error instanceof StrangeRecordError) return undefined;
    throw error;
  }
}

function missing(topic: string, partition: number): KafkaError {
  return new KafkaError('TOPIC_DIFFERS', `${topic} has no partition ${partition}`);
}
