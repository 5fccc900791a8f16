import { type KafkaClient, kafkajsClient } from '@redress/bus';
import { partitionCount } from '@redress/event-log';
import { startKafka } from '@redress/servers';
import { platformaticClient } from './platformatic-client.adapter.js';

/** Whose client writes: ours is kafkajs. */
export const clientNames = ['redress', 'platformatic'] as const;
export type ClientName = (typeof clientNames)[number];

/** The broker of a run. */
export interface BenchKafka {
  readonly brokers: readonly string[];
  /** Process id of the broker. */
  readonly pid: number;
  readonly clients: Readonly<Record<ClientName, KafkaClient>>;
  /** Makes a topic with as many partitions as a log has; answers its name. */
  newTopic(): Promise<string>;
  /** @throws Error when a topic has not as many records as somebody says to have written */
  checkWritten(topic: string, records: number): Promise<void>;
  stop(): Promise<void>;
}

/** More than a broker for development gets, so that the client is what is measured. */
const javaOptions = ['-Xmx512m', '-XX:+UseSerialGC'];

/** Starts one broker; its data go with it. Acknowledged is what this one broker has. */
export async function startBenchKafka(): Promise<BenchKafka> {
  const cluster = await startKafka({ javaOptions });
  const brokers = cluster.bootstrap;
  const address = { brokers, clientId: 'bench' };
  const redress = kafkajsClient(address);
  let topics = 0;
  return {
    brokers,
    pid: cluster.brokers[0]?.pid ?? 0,
    clients: { redress, platformatic: platformaticClient(address, redress) },
    async newTopic() {
      topics += 1;
      const name = `bench.${topics}`;
      const admin = await redress.openAdmin();
      await admin.create({ name, partitions: partitionCount, replicas: 1, settings: {} });
      await admin.close();
      return name;
    },
    async checkWritten(topic, records) {
      const reader = await redress.openReader();
      const ranges = await reader.ranges(topic);
      await reader.close();
      const found = [...ranges.values()].reduce((sum, { first, end }) => sum + end - first, 0);
      if (found !== records) throw new Error(`${topic} has ${found} records, not ${records}`);
    },
    stop: () => cluster.stop(),
  };
}
