import { readFileSync } from 'node:fs';
import { type KafkaClient, kafkajsClient, type TopicRecord, wantedTopics } from '@redress/bus';

/** The client of the brokers that a process of ours was started with. */
export function clientOf(pid: number): KafkaClient {
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  const brokers = environment.find((each) => each.startsWith('KAFKA_BROKERS='))?.split('=')[1];
  if (!brokers) throw new Error(`process ${pid} knows no brokers`);
  return kafkajsClient({ brokers: brokers.split(','), clientId: 'suite' });
}

/** Every topic of the product. */
export const topics = wantedTopics({ replicas: 1, retentionDays: 1 }).map(({ name }) => name);

/** Fetches in a row that may bring nothing of what is there, and how long each waits. */
const emptyMax = 20;
const waitMs = 500;

/** All records of a topic. Throws where a broker does not give what it says to have. */
export async function recordsOn(client: KafkaClient, topic: string): Promise<TopicRecord[]> {
  const reader = await client.openReader();
  try {
    const [ranges, leaders] = await Promise.all([reader.ranges(topic), reader.leaders(topic)]);
    const all: TopicRecord[] = [];
    for (const [partition, { first, end }] of ranges) {
      let empty = 0;
      for (let next = first; next < end; ) {
        const from = new Map([[partition, next]]);
        const broker = leaders.get(partition) ?? 0;
        const request = { topic, broker, from, maxWaitMs: waitMs, maxBytes: 1_048_576 };
        const page = (await reader.fetch(request)).get(partition) ?? [];
        empty = page.length === 0 ? empty + 1 : 0;
        if (empty > emptyMax) throw new Error(`${topic}/${partition}: no record from ${next} on`);
        all.push(...page);
        next = (page.at(-1)?.offset ?? next - 1) + 1;
      }
    }
    return all;
  } finally {
    await reader.close();
  }
}

/** Every byte of a record: key, headers and value. */
export function bytesOf({ key, value, headers }: TopicRecord): Buffer {
  const named = Object.entries(headers).flatMap(([name, text]) => [`${name}=${text}\n`]);
  const parts = [key ?? Buffer.alloc(0), Buffer.from(`\n${named.join('')}`)];
  return Buffer.concat([...parts, value ?? Buffer.alloc(0)]);
}
