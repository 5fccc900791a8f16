import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Admin, Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { type KafkaCluster, type KafkaOptions, startKafka } from './kafka-cluster.js';
import { processStart } from './process-table.js';

// Real here: brokers that are killed. On a new machine the first start fetches Kafka.

jest.setTimeout(300_000);

const clusters: KafkaCluster[] = [];

afterEach(async () => {
  for (const cluster of clusters.splice(0)) await cluster.stop();
});

async function start(options?: KafkaOptions): Promise<KafkaCluster> {
  const cluster = await startKafka(options);
  clusters.push(cluster);
  return cluster;
}

function clientOf(cluster: KafkaCluster, login: Partial<KafkaConfig> = {}): Kafka {
  return new Kafka({
    brokers: [...cluster.bootstrap],
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 100, retries: 12, maxRetryTime: 2_000 },
    ...login,
  });
}

async function withAdmin<T>(client: Kafka, job: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = client.admin();
  await admin.connect();
  return patiently(() => job(admin)).finally(() => admin.disconnect());
}

/** Brokers do not all know at once that there is a topic, or who leads it; kafkajs gives up on that. */
async function patiently<T>(job: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await job();
    } catch (error) {
      if (tries === 40) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

async function createTopic(client: Kafka): Promise<void> {
  const topic = { topic: 'cases', numPartitions: 1, replicationFactor: -1 };
  await withAdmin(client, (admin) =>
    admin.createTopics({ topics: [topic], waitForLeaders: false }),
  );
  await endOf(client);
}

async function send(client: Kafka, value: string): Promise<void> {
  const producer = client.producer();
  await producer.connect();
  await producer
    .send({ topic: 'cases', acks: -1, messages: [{ key: 'case-1', value }] })
    .finally(() => producer.disconnect());
}

async function endOf(client: Kafka): Promise<string | undefined> {
  const offsets = await withAdmin(client, (admin) => admin.fetchTopicOffsets('cases'));
  return offsets[0]?.high;
}

describe('a broker of our own', () => {
  it('keeps its records over a kill and over an orderly restart', async () => {
    const cluster = await start();
    const client = clientOf(cluster);
    await createTopic(client);
    await send(client, 'opened');
    const [broker] = cluster.brokers;
    const killed = broker?.pid ?? 0;
    await broker?.kill('SIGKILL');
    expect(processStart(killed)).toBeUndefined();
    await broker?.restart();
    expect(broker?.pid).not.toBe(killed);
    expect(await endOf(client)).toBe('1');
    await broker?.restart();
    await send(client, 'acknowledged');
    expect(await endOf(client)).toBe('2');
  });

  it('keeps a data folder from one start to the next, for one owner at a time', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'redress-kept-'));
    try {
      const first = await start({ dataDir });
      await createTopic(clientOf(first));
      await send(clientOf(first), 'opened');
      await expect(startKafka({ dataDir })).rejects.toMatchObject({ code: 'START_FAILED' });
      await first.stop();
      const second = await start({ dataDir });
      expect(await endOf(clientOf(second))).toBe('1');
      expect(second.bootstrap).toEqual(first.bootstrap);
      await second.stop();
      expect(existsSync(join(dataDir, 'broker-1/server.pid'))).toBe(false);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it('lets nobody in without the password, where there is one', async () => {
    const cluster = await start({ sasl: { users: { redress: 'right' } } });
    const login = (password: string): Partial<KafkaConfig> => ({
      sasl: { mechanism: 'scram-sha-512', username: 'redress', password },
      retry: { retries: 0 },
    });
    const admin = clientOf(cluster, login('wrong')).admin();
    await expect(admin.connect()).rejects.toThrow(/SCRAM.*failed/);
    await admin.disconnect();
    await createTopic(clientOf(cluster, { ...login('right'), retry: { retries: 5 } }));
  });
});

describe('three brokers', () => {
  it('go on when one is killed, and take it back', async () => {
    const cluster = await start({ brokers: 3 });
    expect(new Set(cluster.bootstrap).size).toBe(3);
    const client = clientOf(cluster);
    await createTopic(client);
    await send(client, 'opened');
    const partition = () =>
      withAdmin(client, async (admin) => {
        const { topics } = await admin.fetchTopicMetadata({ topics: ['cases'] });
        return topics[0]?.partitions[0];
      });
    const before = await partition();
    expect(before?.replicas).toHaveLength(3);
    const leader = cluster.brokers.find(({ id }) => id === before?.leader);
    await leader?.kill('SIGKILL');
    await send(client, 'acknowledged');
    expect((await partition())?.leader).not.toBe(leader?.id);
    await leader?.restart();
    expect(await endOf(client)).toBe('2');
  });
});
