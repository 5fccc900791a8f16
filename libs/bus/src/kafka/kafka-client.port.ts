/** A record on its way to a topic. */
export interface OutgoingRecord {
  readonly key: string;
  /** Without one it ends the key on a compacted topic. */
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record as it stands on a topic. Somebody else may have written it, so nothing in it is certain. */
export interface TopicRecord {
  /** Kafka's own; not the offset of the log. */
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** First offset that is kept, and the one that the next record gets. */
export interface TopicRange {
  readonly first: number;
  readonly end: number;
}

/** Writes to topics over connections of its own. */
export interface KafkaProducer {
  /**
   * Resolves once all in-sync replicas have the records, in order, in this one partition. One call
   * at a time: clients lose acknowledged records where sends overlap or span several leaders.
   *
   * @throws KafkaError BROKER_UNAVAILABLE, NOT_WRITTEN, TOPIC_DIFFERS, NOT_ALLOWED: none, some or all
   *   of the records were written; close this producer and look at the topic
   */
  send(topic: string, partition: number, records: readonly OutgoingRecord[]): Promise<void>;
  close(): Promise<void>;
}

/** Which records of a topic are wanted, of partitions that one broker leads. */
export interface FetchRequest {
  readonly topic: string;
  readonly broker: number;
  /** Offset of the first wanted record, by partition. */
  readonly from: ReadonlyMap<number, number>;
  /** Longest wait for the first record, in milliseconds. */
  readonly maxWaitMs: number;
  readonly maxBytes: number;
}

/**
 * Reads topics over connections of its own, by offset and outside of any group. A broker answers the
 * requests of a connection one after the other, so whoever waits for news does not share it.
 */
export interface KafkaReader {
  /**
   * Which broker leads which partition, as it is known now.
   *
   * @throws KafkaError BROKER_UNAVAILABLE, also where there is no such topic, or not yet
   */
  leaders(topic: string): Promise<ReadonlyMap<number, number>>;
  /** @throws KafkaError BROKER_UNAVAILABLE, OFFSET_GONE, NOT_ALLOWED */
  fetch(request: FetchRequest): Promise<ReadonlyMap<number, readonly TopicRecord[]>>;
  /** @throws KafkaError BROKER_UNAVAILABLE, also where there is no such topic, or not yet */
  ranges(topic: string): Promise<ReadonlyMap<number, TopicRange>>;
  /** Waits for no broker: what is still asked rejects with BROKER_UNAVAILABLE. */
  close(): Promise<void>;
}

/** Configuration of a topic as the broker reports it: settings that differ from its defaults too. */
export interface TopicDescription {
  readonly name: string;
  readonly partitions: number;
  readonly replicas: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** What somebody may do with a topic. */
export interface TopicGrant {
  /** E.g. `User:redress-intake`. */
  readonly principal: string;
  readonly topic: string;
  readonly operation: TopicOperation;
}

export type TopicOperation = 'READ' | 'WRITE' | 'DESCRIBE' | 'DESCRIBE_CONFIGS';

/** Makes topics and looks at them. */
export interface KafkaAdmin {
  /** Those of the named topics that exist. */
  describe(names: readonly string[]): Promise<readonly TopicDescription[]>;
  /** Makes a topic, with all of its partitions led by somebody when it resolves. */
  create(topic: TopicDescription): Promise<void>;
  /** Changes settings of a topic; those that are not named stay. */
  configure(name: string, settings: Readonly<Record<string, string>>): Promise<void>;
  /**
   * Allows; what is allowed already stays so, and nothing else is taken away.
   *
   * @throws KafkaError NOT_ALLOWED, also where the brokers allow everybody everything
   */
  allow(grants: readonly TopicGrant[]): Promise<void>;
  close(): Promise<void>;
}

/** The one seam between this product and a client of Kafka. */
export interface KafkaClient {
  openProducer(): Promise<KafkaProducer>;
  /** @param signal aborted: its connections are dropped, and whoever waits for an answer of it is told so */
  openReader(signal?: AbortSignal): Promise<KafkaReader>;
  openAdmin(): Promise<KafkaAdmin>;
}
