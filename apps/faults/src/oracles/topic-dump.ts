import type { KafkaClient, KafkaReader, TopicRecord } from '@redress/bus';
import { type LogName, logNames, topicOf } from '@redress/contracts';

/** What stands in the partitions of the topics, by `<log>/<partition>`, in the order of the topic. */
export type TopicDump = ReadonlyMap<string, readonly TopicRecord[]>;

const bytesMax = 8_388_608;
const waitMs = 1_000;

/** Reads all records of all topics. Rejects as the reader does. */
export async function dumpTopics(client: KafkaClient): Promise<TopicDump> {
  const reader = await client.openReader();
  try {
    const dump = new Map<string, readonly TopicRecord[]>();
    for (const log of logNames) {
      for (const [partition, records] of await dumpTopic(reader, log)) {
        dump.set(`${log}/${partition}`, records);
      }
    }
    return dump;
  } finally {
    await reader.close();
  }
}

async function dumpTopic(
  reader: KafkaReader,
  log: LogName,
): Promise<ReadonlyMap<number, readonly TopicRecord[]>> {
  const topic = topicOf[log];
  const [ranges, leaders] = [await reader.ranges(topic), await reader.leaders(topic)];
  const dump = new Map<number, TopicRecord[]>();
  for (const [partition, { first, end }] of ranges) {
    const records: TopicRecord[] = [];
    for (let from = first; from < end; ) {
      const broker = leaders.get(partition) ?? -1;
      const request = { topic, broker, from: new Map([[partition, from]]) };
      const fetched = await reader.fetch({ ...request, maxWaitMs: waitMs, maxBytes: bytesMax });
      const page = (fetched.get(partition) ?? []).filter(({ offset }) => offset >= from);
      const last = page.at(-1);
      if (!last) break;
      records.push(...page);
      from = last.offset + 1;
    }
    dump.set(partition, records);
  }
  return dump;
}
