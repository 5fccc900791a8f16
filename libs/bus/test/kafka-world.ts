import { topicOf } from '@redress/contracts';
import { type LogReader, partitionCount, pgTransactions } from '@redress/event-log';
import { testKafka } from '@redress/testing';
import {
  type KafkaClient,
  PgBus,
  PgCheckpointStore,
  startRelay,
  TopicReader,
} from '../src/index.js';
import { kafkajsClient } from '../src/kafka/kafkajs/kafkajs-client.adapter.js';
import { leasedSubscription } from '../src/leased-subscription.js';
import { PgOwnershipStore } from '../src/pg-ownership-store.adapter.js';
import { type BusWorld, deaf, eventually, leaseMs, renewMs } from './bus-world.js';
import { freezable } from './freezable-store.js';
import { pgWorld } from './pg-world.js';

/** One topic like ours: 16 partitions, one replica. */
export async function probeTopic() {
  const kafka = await testKafka();
  const client = kafkajsClient({ brokers: kafka.bootstrap, clientId: 'suite' });
  const topic = `${kafka.prefix}${topicOf.intake}`;
  await makeTopic(client, topic);
  return { kafka, client, topic };
}

export async function makeTopic(client: KafkaClient, name: string): Promise<void> {
  const admin = await client.openAdmin();
  const settings = { 'message.timestamp.type': 'LogAppendTime' };
  await admin.create({ name, partitions: partitionCount, replicas: 1, settings });
  await admin.close();
}

/** A world whose members read the log from a topic, which a relay publishes. */
export async function kafkaWorld(): Promise<BusWorld> {
  const [world, { kafka, client, topic }] = await Promise.all([pgWorld(), probeTopic()]);
  const { log, pool } = world;
  const onProblem = (error: Error) => process.stderr.write(`${error.message}\n`);
  const source = Object.assign(log, { name: 'intake' as const });
  const relay = await startRelay({
    ...{ client, topic, onProblem, log: source },
    subscription: new PgBus({ pool, sources: { intake: log }, leaseMs, renewMs }),
    checkpoints: new PgCheckpointStore(pool),
    transactions: pgTransactions(pool),
  });
  const readers: TopicReader[] = [];
  const reader = (): LogReader => {
    const opened = new TopicReader({ log: 'intake', topic, client, onProblem });
    readers.push(opened);
    return opened;
  };
  // Somebody looks at the topic also while no member has come yet.
  reader();
  /** A lag of nothing says nothing before the records are on the topic and its readers know. */
  async function published(): Promise<void> {
    const ends = await log.tail();
    await eventually('all is published', async () => {
      const tails = await Promise.all(readers.map((each) => each.tail()));
      return tails.every((tail) => [...ends].every(([at, end]) => (tail.get(at) ?? -1) >= end));
    });
  }
  return {
    ...world,
    log: {
      ...deaf(log),
      onAppended: (listener) => log.onAppended(listener),
      async append(commands, tx) {
        const results = await log.append(commands, tx);
        if (!tx) await published();
        return results;
      },
    },
    member({ source: other, leaseMs: lease = leaseMs } = {}) {
      const { store, freeze, thaw } = freezable(new PgOwnershipStore(pool, lease));
      const sources = { intake: other ?? reader() };
      return {
        subscription: leasedSubscription(store, { sources, leaseMs: lease, renewMs }),
        freeze,
        thaw,
      };
    },
    async close() {
      await relay.stop({ drainMs: 1_000 });
      await Promise.all(readers.map((each) => each.close()));
      await world.close();
      await kafka.drop();
    },
  };
}
