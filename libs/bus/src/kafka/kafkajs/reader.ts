import { createRequire } from 'node:module';
import type { ISocketFactory, KafkaConfig, Logger } from 'kafkajs';
import { Slots } from '../../slots.js';
import type { FetchRequest, KafkaReader, TopicRange, TopicRecord } from '../kafka-client.port.js';
import { answered, connectOrClose } from './answers.js';
import { droppableSockets } from './droppable-sockets.js';

/** What kafkajs keeps to itself: its consumer wants a group, and a group cannot be told where to begin. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
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
}

/** Where the cluster is, and how it lets us in. */
export type ReaderOptions = Pick<
  KafkaConfig,
  'clientId' | 'ssl' | 'sasl' | 'connectionTimeout' | 'requestTimeout' | 'retry'
> & { readonly brokers: readonly string[]; readonly logger: Logger };

type ClusterOptions = ReaderOptions & {
  readonly socketFactory: ISocketFactory;
  readonly enforceRequestTimeout: boolean;
  readonly metadataMaxAge: number;
  readonly allowAutoTopicCreation: boolean;
  readonly isolationLevel: number;
};

const ClusterOfKafkajs = createRequire(import.meta.url)('kafkajs/src/cluster') as new (
  options: ClusterOptions,
) => Cluster;

const readCommitted = 1;

/** Longest time for any answer, in milliseconds; for a fetch beyond what the broker may wait for records. */
const answerMs = 10_000;

/** A reader that asks brokers past the groups of kafkajs. */
export async function openReader(
  options: ReaderOptions,
  signal?: AbortSignal,
): Promise<KafkaReader> {
  const sockets = droppableSockets();
  signal?.addEventListener('abort', sockets.drop);
  if (signal?.aborted) sockets.drop();
  const cluster = new ClusterOfKafkajs({
    ...options,
    ...{ socketFactory: sockets.factory, isolationLevel: readCommitted },
    // It gives a waiting fetch 100 ms more than the broker, which a busy machine does not keep.
    ...{ enforceRequestTimeout: false, metadataMaxAge: 300_000, allowAutoTopicCreation: false },
  });
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
  await connectOrClose(() => answered('connecting', answerMs, () => cluster.connect()), close);
  const known = async (topic: string) => {
    await cluster.addTargetTopic(topic);
    await cluster.refreshMetadataIfNecessary();
    return cluster.findTopicPartitionMetadata(topic);
  };
  return {
    leaders: (topic) =>
      answered(topic, answerMs, async () => {
        const partitions = await known(topic);
        return new Map(partitions.map(({ partitionId, leader }) => [partitionId, leader]));
      }),
    async fetch(request) {
      const leave = await turnOf(request.broker);
      try {
        const { topic, maxWaitMs } = request;
        return await answered(topic, maxWaitMs + answerMs, () => fetchFrom(cluster, request));
      } finally {
        leave();
      }
    },
    ranges: (topic) =>
      answered(topic, answerMs, async () => {
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
  const { responses } = await leader.fetch({
    ...{ maxWaitTime: maxWaitMs, minBytes: 1, maxBytes, isolationLevel: readCommitted },
    topics: [{ topic, partitions }],
  });
  return new Map(
    responses
      .flatMap((response) => response.partitions)
      .map(({ partition, messages }) => [
        partition,
        // A broker sends whole batches, so some may stand before what was asked for.
        // Markers of somebody's transactions have an offset too, and are passed over like all that is not ours.
        messages
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
