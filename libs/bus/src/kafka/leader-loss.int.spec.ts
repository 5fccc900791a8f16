import { partitionCount, pgTransactions } from '@redress/event-log';
import { type KafkaCluster, startKafka } from '@redress/servers';
import { SERVER_START_MS } from '@redress/testing';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { append, counted, eventually, keyOfPartition, pause } from '../../test/bus-world.js';
import { pgWorld } from '../../test/pg-world.js';
import { allOnTopic, publishingFaults } from '../../test/relay-world.js';
import { type KafkaClient, PgBus, PgCheckpointStore, startRelay } from '../index.js';
import { kafkajsClient } from './kafkajs/kafkajs-client.adapter.js';

/** Three brokers, three copies, two of which acknowledge: the ordinary cluster of production. */
let cluster: KafkaCluster;
let client: KafkaClient;

beforeAll(async () => {
  cluster = await startKafka({ brokers: 3 });
  client = kafkajsClient({ brokers: cluster.bootstrap, clientId: 'suite' });
}, SERVER_START_MS);
afterAll(() => cluster?.stop(), 60_000);
jest.setTimeout(240_000);

async function makeTopic(name: string): Promise<void> {
  const admin = await client.openAdmin();
  const settings = { 'min.insync.replicas': '2' };
  await admin.create({ name, partitions: partitionCount, replicas: 3, settings });
  await admin.close();
}

/** Each broker goes, one without notice, and comes back; until `isEnough` after one of them. */
async function rolling(isEnough: () => Promise<boolean> = async () => false): Promise<void> {
  for (const [nth, broker] of cluster.brokers.entries()) {
    await pause(1_000);
    await broker.kill(nth === 1 ? 'SIGKILL' : 'SIGTERM');
    await pause(500);
    await broker.restart();
    await pause(3_000);
    if (await isEnough()) return;
  }
}

describe('a rolling restart of the brokers (F05, F07)', () => {
  it('loses the relay nothing, whether a broker says so before or not', async () => {
    const topic = 'relayed';
    await makeTopic(topic);
    const world = await pgWorld();
    const { pool, log } = world;
    const problems: Error[] = [];
    const relay = await startRelay({
      ...{ client, topic, log: Object.assign(log, { name: 'intake' as const }) },
      onProblem: (error) => problems.push(error),
      subscription: new PgBus({ pool, sources: { intake: log } }),
      checkpoints: new PgCheckpointStore(pool),
      transactions: pgTransactions(pool),
    });
    let isOver = false;
    const appending = (async () => {
      while (!isOver) {
        await append(log, counted(keyOfPartition, 16));
        await pause(50);
      }
    })();
    await rolling();
    isOver = true;
    await appending;
    const faults = async () => {
      const found = await allOnTopic(client, topic);
      const all = await Promise.all(
        found.map(async (each, partition) =>
          publishingFaults(each, await log.readPartition(partition, -1, 5_000)),
        ),
      );
      return all.flat();
    };
    await eventually('all is published', async () => (await faults()).length === 0, 60_000);
    expect(problems.length).toBeGreaterThan(0);
    await relay.stop({ drainMs: 2_000 });
    await world.close();
  });

  it('loses acknowledged records of one send to all partitions whose answer nobody compares', async () => {
    // What the relay does not do: this is the proof that the test above could fail.
    const topic = 'naive';
    await makeTopic(topic);
    const kafka = new Kafka({ brokers: [...cluster.bootstrap], logLevel: logLevel.NOTHING });
    let lost = 0;
    for (let attempt = 0; attempt < 3 && lost === 0; attempt += 1) {
      const producer = kafka.producer({
        ...{ idempotent: true, maxInFlightRequests: 1 },
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await producer.connect();
      const acknowledged: string[] = [];
      let isOver = false;
      let nth = attempt * 1_000_000;
      const sending = (async () => {
        while (!isOver) {
          const messages = Array.from({ length: partitionCount }, (_, partition) => {
            nth += 1;
            return { partition, value: String(nth) };
          });
          await producer.send({ topic, acks: -1, messages });
          acknowledged.push(...messages.map(({ value }) => value));
        }
      })();
      await rolling(async () => {
        // What was acknowledged before stands on the topic, if anywhere, when it is read now.
        const before = [...acknowledged];
        const written = new Set(await valuesOn(topic));
        lost = before.filter((value) => !written.has(value)).length;
        return lost > 0;
      });
      isOver = true;
      await sending;
      await producer.disconnect();
    }
    expect(lost).toBeGreaterThan(0);
  });
});

async function valuesOn(topic: string): Promise<string[]> {
  const reader = await client.openReader();
  const [ranges, leaders] = await Promise.all([reader.ranges(topic), reader.leaders(topic)]);
  const values: string[] = [];
  for (const [partition, { first, end }] of ranges) {
    for (let at = first; at < end; ) {
      const page = await reader.fetch({
        ...{ topic, broker: leaders.get(partition) ?? 0, from: new Map([[partition, at]]) },
        ...{ maxWaitMs: 500, maxBytes: 1_048_576 },
      });
      for (const { offset, value } of page.get(partition) ?? []) {
        values.push(String(value));
        at = offset + 1;
      }
    }
  }
  await reader.close();
  return values;
}
