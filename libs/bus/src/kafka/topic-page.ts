import type { KafkaReader, TopicRecord } from './kafka-client.port.js';

/** A partition of a topic, and who leads it. */
export interface LedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly broker: number;
}

/** Longest wait for a record that is known to be there, in milliseconds. */
const waitMs = 1_000;
/** Compressed; a larger record comes alone. */
const bytesMax = 262_144;

/** What stands in one partition from an offset of the topic on. Rejects as the reader does. */
export async function topicPage(
  reader: Pick<KafkaReader, 'fetch'>,
  { topic, partition, broker }: LedPartition,
  at: number,
): Promise<readonly TopicRecord[]> {
  const from = new Map([[partition, at]]);
  const fetched = await reader.fetch({
    ...{ topic, broker, from, maxWaitMs: waitMs, maxBytes: bytesMax },
  });
  return fetched.get(partition) ?? [];
}
