import { fromTopicMessage, toTopicMessage } from '@redress/contracts';
import { type LogRecord, partitionCount, pgTransactions } from '@redress/event-log';
import { Kafka, logLevel } from 'kafkajs';
import { type KafkaClient, PgBus, PgCheckpointStore, startRelay } from '../src/index.js';
import { eventually, leaseMs, renewMs } from './bus-world.js';
import { makeTopic, probeTopic } from './kafka-world.js';
import { pgWorld } from './pg-world.js';

/** A record as it was found on the topic, in the topic's order. */
export interface Found {
  readonly record: LogRecord;
  readonly value: string;
}

/** A log in PostgreSQL and a topic for it, between which relays come and go. */
export async function relayWorld() {
  const [world, { kafka, client, topic }] = await Promise.all([pgWorld(), probeTopic()]);
  const { log, pool } = world;
  const problems: Error[] = [];

  function relay(through: KafkaClient = client) {
    return startRelay({
      ...{ client: through, topic, log: Object.assign(log, { name: 'intake' as const }) },
      ...{ lookEveryMs: 100, onProblem: (error) => problems.push(error) },
      subscription: new PgBus({ pool, sources: { intake: log }, leaseMs, renewMs }),
      checkpoints: new PgCheckpointStore(pool),
      transactions: pgTransactions(pool),
    });
  }

  const found = () => allOnTopic(client, topic);

  /** Makes the topic anew, empty: brokers that lost everything. */
  async function truncateTopic(): Promise<void> {
    const admin = new Kafka({ brokers: [...kafka.bootstrap], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [topic] });
    await eventually('it is gone', async () => !(await admin.listTopics()).includes(topic));
    await admin.disconnect();
    await makeTopic(client, topic);
  }

  /** A record behind the end of the log in partition 0, as another log would have published it. */
  async function foreignRecord(): Promise<void> {
    const [own] = (await found())[0] ?? [];
    if (!own) throw new Error('partition 0 has records');
    const position = { ...own.record.position, offset: 1_000 };
    const producer = await client.openProducer();
    await producer.send(topic, 0, [toTopicMessage({ ...own.record, position, previous: 999 })]);
    await producer.close();
  }

  return {
    ...{ log, pool, client, topic, problems, relay, found, database: world.database },
    ...{ truncateTopic, foreignRecord, brokers: kafka.bootstrap },
    async close() {
      await world.close();
      await kafka.drop();
    },
  };
}

/** Everything on a topic of the log, by partition. */
export async function allOnTopic(client: KafkaClient, topic: string): Promise<Found[][]> {
  const reader = await client.openReader();
  const [ranges, leaders] = await Promise.all([reader.ranges(topic), reader.leaders(topic)]);
  const all = await Promise.all(
    Array.from({ length: partitionCount }, async (_, partition) => {
      const { first = 0, end = 0 } = ranges.get(partition) ?? {};
      const records: Found[] = [];
      for (let at = first; at < end; ) {
        const page = await reader.fetch({
          ...{ topic, broker: leaders.get(partition) ?? 0, from: new Map([[partition, at]]) },
          ...{ maxWaitMs: 500, maxBytes: 1_048_576 },
        });
        for (const each of page.get(partition) ?? []) {
          const record = fromTopicMessage('intake', { partition, ...each });
          records.push({ record, value: String(each.value) });
          at = each.offset + 1;
        }
      }
      return records;
    }),
  );
  await reader.close();
  return all;
}

/**
 * What is wrong with what was published: a record that is missing, changed, out of order, or whose
 * chain is broken. Exact repeats are none: readers drop them.
 */
export function publishingFaults(published: readonly Found[], log: readonly LogRecord[]): string[] {
  const faults: string[] = [];
  let last = -1;
  for (const { record } of published) {
    const { offset } = record.position;
    if (offset <= last) continue;
    if (record.previous !== last || offset !== last + 1) {
      faults.push(`${offset} follows ${last}, and says that it follows ${record.previous}`);
    }
    last = offset;
  }
  if (last !== log.length - 1) faults.push(`${log.length - 1 - last} of ${log.length} are missing`);
  for (const { record } of published) {
    const original = log[record.position.offset];
    if (JSON.stringify(original) !== JSON.stringify(record)) {
      faults.push(`${record.position.offset} is another one in the log`);
    }
  }
  return faults;
}
