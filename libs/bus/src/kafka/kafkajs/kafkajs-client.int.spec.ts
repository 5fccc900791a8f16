import { Kafka } from 'kafkajs';
import { type KafkaCluster, startKafka } from '@redress/servers';
import { SERVER_START_MS } from '@redress/testing';
import { isKafkaError } from '../kafka.error.js';
import type { KafkaAdmin } from '../kafka-client.port.js';
import { type KafkaAddress, kafkajsClient } from './kafkajs-client.adapter.js';
import { applyTopics, checkTopics, planTopics, wantedTopics } from '../topics.js';

jest.setTimeout(60_000);

const policy = { replicas: 1, retentionDays: 14 };

const caught = (work: Promise<unknown>) => work.then(() => undefined).catch((error) => error);

describe('a broker that knows its users (S15)', () => {
  let cluster: KafkaCluster;
  const password = 'correct horse';

  beforeAll(async () => {
    cluster = await startKafka({ sasl: { users: { relay: password } } });
  }, SERVER_START_MS);
  afterAll(() => cluster?.stop(), 60_000);

  const client = (sasl?: KafkaAddress['sasl']) =>
    kafkajsClient({
      ...{ brokers: cluster.bootstrap, clientId: 'suite' },
      ...(sasl === undefined ? {} : { sasl }),
    });

  it('lets in who proves it by SCRAM, and nobody else', async () => {
    const scram = { mechanism: 'scram-sha-512', username: 'relay' } as const;
    const wrong = await caught(client({ ...scram, password: 'battery staple' }).openAdmin());
    expect(isKafkaError(wrong, 'NOT_ALLOWED')).toBe(true);
    expect(String(wrong)).not.toContain('battery');
    const nobody = await caught(client().openProducer());
    // The broker says nothing to who says nothing.
    expect(String(nobody)).toContain('Closed connection');
    const admin = await client({ ...scram, password }).openAdmin();
    expect(await admin.describe(['nothing'])).toEqual([]);
    await admin.close();
  });
});

describe('the topics of a cluster', () => {
  let cluster: KafkaCluster;
  let admin: KafkaAdmin;

  beforeAll(async () => {
    cluster = await startKafka();
    admin = await kafkajsClient({ brokers: cluster.bootstrap, clientId: 'suite' }).openAdmin();
  }, SERVER_START_MS);
  afterAll(async () => {
    await admin?.close();
    await cluster?.stop();
  }, 60_000);

  it('are made, found as they should be, and made again without a change', async () => {
    const refused = await caught(checkTopics(admin, policy));
    expect(isKafkaError(refused, 'TOPIC_DIFFERS')).toBe(true);
    expect(String(refused)).toContain('complaint.intake.v1: is missing');
    const made = await applyTopics(admin, policy);
    expect(made.map(({ kind }) => kind)).toEqual(wantedTopics(policy).map(() => 'MISSING'));
    expect(await planTopics(admin, policy)).toEqual([]);
    await checkTopics(admin, policy);
    expect(await applyTopics(admin, policy)).toEqual([]);
  });

  it('are set right where a setting differs, and nothing else of them is touched', async () => {
    const name = 'complaint.triage.v1';
    await admin.configure(name, { 'retention.ms': '1000', 'segment.ms': '600000' });
    expect(await planTopics(admin, policy)).toEqual([
      {
        ...{ kind: 'SETTING', name, setting: 'retention.ms' },
        ...{ is: '1000', wanted: String(14 * 86_400_000) },
      },
    ]);
    await applyTopics(admin, policy);
    expect(await planTopics(admin, policy)).toEqual([]);
    const [topic] = await admin.describe([name]);
    expect(topic?.settings['segment.ms']).toBe('600000');
  });

  it('that have another number of partitions are refused, and nothing is changed', async () => {
    const prefix = 'other.';
    const [wanted] = wantedTopics({ ...policy, prefix });
    if (!wanted) throw new Error('there are topics');
    await admin.create({ ...wanted, partitions: 3 });
    const refused = await caught(applyTopics(admin, { ...policy, prefix }));
    expect(isKafkaError(refused, 'TOPIC_DIFFERS')).toBe(true);
    expect(String(refused)).toContain('3 partitions instead of 16');
    expect(
      await admin.describe(wantedTopics({ ...policy, prefix }).map(({ name }) => name)),
    ).toHaveLength(1);
  });
});

describe('a producer and a reader', () => {
  const [empty, transacted] = ['empty', 'transacted'];
  let cluster: KafkaCluster;

  beforeAll(async () => {
    cluster = await startKafka();
    const admin = await kafkajsClient({
      ...{ brokers: cluster.bootstrap, clientId: 'suite' },
    }).openAdmin();
    for (const name of [empty, transacted]) {
      await admin.create({ name, partitions: 1, replicas: 1, settings: {} });
    }
    await admin.close();
  }, SERVER_START_MS);
  afterAll(() => cluster?.stop(), 60_000);

  async function readerOf(topic: string, signal?: AbortSignal) {
    const client = kafkajsClient({ brokers: cluster.bootstrap, clientId: 'suite' });
    const reader = await client.openReader(signal);
    const broker = (await reader.leaders(topic)).get(0) ?? -1;
    const nextOf = (maxWaitMs: number) =>
      reader.fetch({ topic, broker, from: new Map([[0, 0]]), maxWaitMs, maxBytes: 1_000 });
    return { nextOf, close: () => reader.close() };
  }

  it('a reader that is closed waits for no broker, nor does whoever has asked it', async () => {
    const ending = new AbortController();
    const readers = [await readerOf(empty), await readerOf(empty, ending.signal)];
    const asked = readers.map(({ nextOf }) => caught(nextOf(600_000)));
    await new Promise((resolve) => setTimeout(resolve, 200));
    ending.abort();
    await Promise.all(readers.map(({ close }) => close()));
    for (const refused of await Promise.all(asked)) {
      expect(isKafkaError(refused, 'BROKER_UNAVAILABLE')).toBe(true);
      expect(String(refused)).toContain('the client was closed');
    }
  });

  it('a reader asks a broker over one connection, however many fetch at once', async () => {
    const sockets = () =>
      process.getActiveResourcesInfo().filter((each) => each === 'TCPSocketWrap').length;
    const { nextOf, close } = await readerOf(empty);
    const before = sockets();
    const asked = Array.from({ length: 20 }, () => nextOf(1));
    expect(await Promise.all(asked)).toEqual(asked.map(() => new Map([[0, []]])));
    expect(sockets() - before).toBe(1);
    await close();
  });

  it('a reader gets past the end of a transaction of somebody else', async () => {
    const kafka = new Kafka({ brokers: [...cluster.bootstrap], clientId: 'stranger', logLevel: 0 });
    const producer = kafka.producer({ transactionalId: 'stranger', idempotent: true });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: transacted, messages: [{ value: 'of nobody' }] });
    await transaction.commit();
    await producer.disconnect();
    const { nextOf, close } = await readerOf(transacted);
    const found = (await nextOf(1_000)).get(0) ?? [];
    expect(found.map(({ offset }) => offset)).toEqual([0, 1]);
    await close();
  });

  it('a connection that waits for nothing costs nothing: no timer begins itself anew', async () => {
    const timers = () =>
      process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;
    const before = timers();
    const { nextOf, close } = await readerOf(empty);
    await nextOf(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(timers()).toBe(before);
    await close();
  });

  it('a producer is told when a partition does not exist, which kafkajs itself acknowledges', async () => {
    const client = kafkajsClient({ brokers: cluster.bootstrap, clientId: 'suite' });
    const admin = await client.openAdmin();
    await admin.create({ name: 'small', partitions: 2, replicas: 1, settings: {} });
    await admin.close();
    const producer = await client.openProducer();
    const record = { key: 'k', value: Buffer.from('{}'), headers: {} };
    await producer.send('small', 1, [record]);
    const refused = await caught(producer.send('small', 9, [record]));
    expect(isKafkaError(refused, 'NOT_WRITTEN')).toBe(true);
    await producer.close();
  });

  it('a reader fails in time where nobody listens', async () => {
    const client = kafkajsClient({ brokers: ['127.0.0.1:9'], clientId: 'suite' });
    const refused = await caught(client.openReader());
    expect(isKafkaError(refused, 'BROKER_UNAVAILABLE')).toBe(true);
  });
});
