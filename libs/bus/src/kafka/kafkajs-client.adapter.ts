import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import {
  type AclEntry,
  CompressionTypes,
  type ISocketFactory,
  Kafka,
  type KafkaConfig,
  type Logger,
  logLevel,
  type SASLOptions,
} from 'kafkajs';
import { Slots } from '../slots.js';
import type {
  FetchRequest,
  KafkaAdmin,
  KafkaClient,
  KafkaProducer,
  KafkaReader,
  OutgoingRecord,
  TopicDescription,
  TopicGrant,
  TopicRange,
  TopicRecord,
} from './kafka-client.port.js';
import { KafkaError } from './kafka.error.js';

/** Where the brokers are and how they let us in. */
export interface KafkaAddress {
  /** `host:port` of some of them. */
  readonly brokers: readonly string[];
  /** Shown in the brokers' logs and metrics. */
  readonly clientId: string;
  readonly tls?: KafkaConfig['ssl'];
  readonly sasl?: SASLOptions;
}

/** Longest time for a connection, and for any answer of a producer or of an administrator. */
const [connectTimeoutMs, requestTimeoutMs] = [3_000, 15_000];

/** Beyond what a broker may wait for records, an answer is given up after so long. */
const fetchSlackMs = 10_000;

/** What kafkajs keeps to itself: its consumer wants a group, and a group cannot be told where to begin. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly { partitionId: number; leader: number }[];
  findBroker(node: { nodeId: string }): Promise<Broker>;
  fetchTopicsOffset(
    topics: readonly {
      topic: string;
      partitions: readonly { partition: number }[];
      fromBeginning: boolean;
    }[],
  ): Promise<readonly { partitions: readonly { partition: number; offset: string }[] }[]>;
}

interface Broker {
  fetch(request: {
    maxWaitTime: number;
    minBytes: number;
    maxBytes: number;
    isolationLevel: number;
    topics: readonly {
      topic: string;
      partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[];
    }[];
  }): Promise<{
    responses: readonly {
      partitions: readonly { partition: number; messages: readonly FetchedMessage[] }[];
    }[];
  }>;
}

interface FetchedMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
  readonly isControlRecord?: boolean;
}

type ClusterOptions = Omit<KafkaAddress, 'tls'> & {
  readonly ssl?: KafkaConfig['ssl'];
  readonly logger: Logger;
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly enforceRequestTimeout: boolean;
  readonly metadataMaxAge: number;
  readonly allowAutoTopicCreation: boolean;
  readonly retry: KafkaConfig['retry'];
  readonly isolationLevel: number;
};

const internals = createRequire(import.meta.url);

// An import finds only the first names of this package.
const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = internals(
  'kafkajs',
) as typeof import('kafkajs');

const ClusterOfKafkajs = internals('kafkajs/src/cluster') as new (
  options: ClusterOptions & { readonly socketFactory: ISocketFactory },
) => Cluster;
const socketFactoryOf = internals('kafkajs/src/network/socketFactory') as () => ISocketFactory;

const readCommitted = 1;

/** Retries are ours: we look at the topic before we try again. */
const noRetry = { retries: 0 } as const;

/** A few tries, for what is asked rarely and changes nothing. */
const someRetries = { retries: 5, initialRetryTime: 100, maxRetryTime: 2_000 } as const;

/** Kafka through kafkajs 2.2.4. Nothing else in the product imports it. */
export function kafkajsClient({ brokers, clientId, tls, sasl }: KafkaAddress): KafkaClient {
  const kafka = new Kafka({
    ...{ brokers: [...brokers], clientId, logLevel: logLevel.NOTHING },
    ...{ connectionTimeout: connectTimeoutMs, requestTimeout: requestTimeoutMs, retry: noRetry },
    ...(tls === undefined ? {} : { ssl: tls }),
    ...(sasl === undefined ? {} : { sasl }),
  });
  const clusterOptions: ClusterOptions = {
    ...{ brokers, clientId, logger: kafka.logger() },
    ...{ connectionTimeout: connectTimeoutMs, requestTimeout: requestTimeoutMs },
    // It gives a waiting fetch 100 ms more than the broker, which a busy machine does not keep.
    ...{ enforceRequestTimeout: false, metadataMaxAge: 300_000, allowAutoTopicCreation: false },
    ...{ retry: someRetries, isolationLevel: readCommitted },
    ...(tls === undefined ? {} : { ssl: tls }),
    ...(sasl === undefined ? {} : { sasl }),
  };
  return {
    openProducer: () => openProducer(kafka),
    openReader: (signal) => openReader(clusterOptions, signal),
    openAdmin: () => openAdmin(kafka),
  };
}

async function openProducer(kafka: Kafka): Promise<KafkaProducer> {
  const producer = kafka.producer({
    ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false },
    // It is asked even where a message names its partition.
    createPartitioner: () => (of) => of.message.partition ?? 0,
    retry: someRetries,
  });
  await translated('connecting', () => producer.connect());
  return {
    async send(topic, partition, records) {
      const written = await translated(`${topic}/${partition}`, () =>
        producer.send({
          ...{ topic, acks: -1, timeout: requestTimeoutMs, compression: CompressionTypes.GZIP },
          messages: records.map((record) => ({ ...message(record), partition })),
        }),
      );
      // kafkajs resolves although a partition that changed its leader, or does not exist, was left out.
      const [answer, ...more] = written;
      if (more.length === 0 && answer?.partition === partition && answer.errorCode === 0) return;
      throw new KafkaError(
        'NOT_WRITTEN',
        `${topic}/${partition}: the answer is about ${JSON.stringify(written)}`,
      );
    },
    close: () => producer.disconnect(),
  };
}

function message({ key, value, headers }: OutgoingRecord) {
  return { key, value, headers: { ...headers } };
}

async function openReader(options: ClusterOptions, signal?: AbortSignal): Promise<KafkaReader> {
  const sockets = droppableSockets();
  signal?.addEventListener('abort', sockets.drop);
  const cluster = new ClusterOfKafkajs({ ...options, socketFactory: sockets.factory });
  // kafkajs connects to a broker for each fetch that finds no connection yet, and loses answers where
  // two do so at once. The broker answers them one by one anyway, so they are asked one by one.
  const turns = new Map<number, Slots>();
  const turnOf = (broker: number) => {
    const turn = turns.get(broker) ?? new Slots(1);
    turns.set(broker, turn);
    return turn.take();
  };
  const close = async () => {
    signal?.removeEventListener('abort', sockets.drop);
    sockets.drop();
    await cluster.disconnect();
  };
  try {
    await translated('connecting', () => cluster.connect());
  } catch (error) {
    await close();
    throw error;
  }
  const known = async (topic: string) => {
    await cluster.addTargetTopic(topic);
    await cluster.refreshMetadataIfNecessary();
    return cluster.findTopicPartitionMetadata(topic);
  };
  return {
    leaders: (topic) =>
      translated(topic, async () => {
        const partitions = await known(topic);
        return new Map(partitions.map(({ partitionId, leader }) => [partitionId, leader]));
      }),
    refresh: () => translated('who leads what', () => cluster.refreshMetadata()),
    async fetch(request) {
      const leave = await turnOf(request.broker);
      try {
        return await translated(request.topic, () => fetchFrom(cluster, request));
      } finally {
        leave();
      }
    },
    ranges: (topic) =>
      translated(topic, async () => {
        const partitions = (await known(topic)).map((each) => ({ partition: each.partitionId }));
        const [firsts, ends] = await Promise.all(
          [true, false].map((fromBeginning) =>
            cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning }]),
          ),
        );
        return rangesOf(offsetsIn(firsts), offsetsIn(ends));
      }),
    close,
  };
}

/**
 * The connections of a reader, to be dropped at once: kafkajs ends one only after every answer that is
 * still due, and a broker that waits for records, or has vanished, would hold up whoever stops.
 */
function droppableSockets(): { readonly factory: ISocketFactory; readonly drop: () => void } {
  const connect = socketFactoryOf();
  const open = new Set<Socket>();
  const dropped = new Error('the reader was closed');
  let isDropped = false;
  return {
    factory(options) {
      if (isDropped) throw dropped;
      const socket = connect(options);
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      return socket;
    },
    drop() {
      isDropped = true;
      for (const socket of open) socket.destroy(dropped);
    },
  };
}

type TopicOffsets = Awaited<ReturnType<Cluster['fetchTopicsOffset']>>;

function offsetsIn(topics: TopicOffsets | undefined): ReadonlyMap<number, number> {
  const partitions = topics?.[0]?.partitions ?? [];
  return new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]));
}

function rangesOf(
  firsts: ReadonlyMap<number, number>,
  ends: ReadonlyMap<number, number>,
): ReadonlyMap<number, TopicRange> {
  return new Map(
    [...ends].map(([partition, end]) => [partition, { first: firsts.get(partition) ?? 0, end }]),
  );
}

async function fetchFrom(
  cluster: Cluster,
  { topic, broker, from, maxWaitMs, maxBytes }: FetchRequest,
): Promise<ReadonlyMap<number, readonly TopicRecord[]>> {
  const leader = await cluster.findBroker({ nodeId: String(broker) });
  const partitions = [...from].map(([partition, offset]) => ({
    ...{ partition, fetchOffset: String(offset), maxBytes },
  }));
  const { responses } = await withinTime(
    maxWaitMs + fetchSlackMs,
    leader.fetch({
      ...{ maxWaitTime: maxWaitMs, minBytes: 1, maxBytes, isolationLevel: readCommitted },
      topics: [{ topic, partitions }],
    }),
  );
  return new Map(
    responses
      .flatMap((response) => response.partitions)
      .map(({ partition, messages }) => [
        partition,
        // A broker sends whole batches, so some may stand before what was asked for.
        messages
          .filter(({ isControlRecord }) => !isControlRecord)
          .filter(({ offset }) => Number(offset) >= (from.get(partition) ?? 0))
          .map(topicRecord),
      ]),
  );
}

function topicRecord({ offset, key, value, headers = {} }: FetchedMessage): TopicRecord {
  const texts = Object.entries(headers).flatMap(([name, each]): [string, string][] => {
    const last = Array.isArray(each) ? each.at(-1) : each;
    return last === undefined ? [] : [[name, String(last)]];
  });
  return { offset: Number(offset), key, value, headers: Object.fromEntries(texts) };
}

async function openAdmin(kafka: Kafka): Promise<KafkaAdmin> {
  const admin = kafka.admin({ retry: someRetries });
  await translated('connecting', () => admin.connect());
  return {
    describe: (names) =>
      translated('topics', async () => {
        const existing = new Set(await admin.listTopics());
        const topics = names.filter((name) => existing.has(name));
        if (topics.length === 0) return [];
        const [metadata, { resources }] = await Promise.all([
          admin.fetchTopicMetadata({ topics }),
          admin.describeConfigs({
            resources: topics.map((name) => ({ type: topicResource, name })),
            includeSynonyms: false,
          }),
        ]);
        return metadata.topics.map(({ name, partitions }): TopicDescription => {
          const entries = resources.find(({ resourceName }) => resourceName === name);
          return {
            ...{ name, partitions: partitions.length },
            replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
            settings: Object.fromEntries(
              (entries?.configEntries ?? []).map((each) => [each.configName, each.configValue]),
            ),
          };
        });
      }),
    create: ({ name, partitions, replicas, settings }) =>
      translated(name, async () => {
        const configEntries = entriesOf(settings);
        const topic = { topic: name, numPartitions: partitions, replicationFactor: replicas };
        // False: somebody else has made it meanwhile; whoever needs it as it is looks at it anyway.
        await admin.createTopics({ topics: [{ ...topic, configEntries }], waitForLeaders: false });
        await untilLed(() => admin.fetchTopicOffsets(name));
      }),
    configure: (name, settings) =>
      translated(name, async () => {
        const configEntries = entriesOf(settings);
        // What is not named goes back to its default, so what others have set is named again.
        const { resources } = await admin.describeConfigs({
          resources: [{ type: topicResource, name }],
          includeSynonyms: false,
        });
        const kept = (resources[0]?.configEntries ?? [])
          .filter(({ configName, isDefault }) => !isDefault && !(configName in settings))
          .map(({ configName, configValue }) => ({ name: configName, value: configValue }));
        await admin.alterConfigs({
          validateOnly: false,
          resources: [{ type: topicResource, name, configEntries: [...configEntries, ...kept] }],
        });
      }),
    allow: (grants) =>
      translated('access', async () => {
        if (grants.length > 0) await admin.createAcls({ acl: grants.map(aclOf) });
      }),
    close: () => admin.disconnect(),
  };
}

function aclOf({ principal, topic, operation }: TopicGrant): AclEntry {
  return {
    ...{ principal, host: '*', resourceName: topic, operation: AclOperationTypes[operation] },
    resourceType: AclResourceTypes.TOPIC,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    permissionType: AclPermissionTypes.ALLOW,
  };
}

function entriesOf(settings: TopicDescription['settings']) {
  return Object.entries(settings).map(([name, value]) => ({ name, value }));
}

/** Leaders are named before they know it themselves. */
async function untilLed(look: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await look();
      return;
    } catch (error) {
      if (tries === lookMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }
}

const [lookMax, lookEveryMs] = [50, 100];

const topicResource = 2;

/**
 * What an error of kafkajs says about us. Everything else is a broker that is not there, or not yet:
 * also a topic that it does not know, since topics are looked at before a process begins.
 */
const gone = 'OFFSET_OUT_OF_RANGE';
const refusals =
  /AUTHORIZATION_FAILED|SASL|AUTHENTICATION|ILLEGAL_SASL_STATE|SECURITY_DISABLED|certificate/i;
const misfits =
  /INVALID_TOPIC|INVALID_CONFIG|INVALID_REPLICATION_FACTOR|INVALID_PARTITIONS|MESSAGE_TOO_LARGE|INVALID_RECORD|Configuration is invalid/;

/** Runs a call of kafkajs and says in our words why it failed. */
async function translated<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    if (thrown instanceof KafkaError) throw thrown;
    const reason = reasonOf(thrown);
    throw new KafkaError(codeOf(reason), `${what}: ${reason}`, { cause: thrown });
  }
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const type = 'type' in thrown && typeof thrown.type === 'string' ? `${thrown.type} ` : '';
  const cause = thrown.cause === undefined ? '' : ` (${reasonOf(thrown.cause)})`;
  const inner =
    'errors' in thrown && Array.isArray(thrown.errors)
      ? ` [${thrown.errors.map(reasonOf).join('; ')}]`
      : '';
  return `${type}${thrown.message}${inner}${cause}`;
}

function codeOf(reason: string): KafkaError['code'] {
  if (reason.includes(gone)) return 'OFFSET_GONE';
  if (refusals.test(reason)) return 'NOT_ALLOWED';
  if (misfits.test(reason)) return 'TOPIC_DIFFERS';
  return 'BROKER_UNAVAILABLE';
}

/** A connection whose other end has vanished answers nothing and fails never. */
async function withinTime<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new KafkaError('BROKER_UNAVAILABLE', `no answer within ${ms} ms`)),
      ms,
    );
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
