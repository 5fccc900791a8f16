import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from 'kafkajs';
import type { KafkaClient } from '../kafka-client.port.js';
import { openAdmin } from './admin.js';
import { openProducer } from './producer.js';
import './gzip-codec.js';
import './quiet-requests.js';
import { openReader } from './reader.js';

/** Where the brokers are and how they let us in. */
export interface KafkaAddress {
  /** `host:port` of some of them. */
  readonly brokers: readonly string[];
  /** Shown in the brokers' logs and metrics. */
  readonly clientId: string;
  readonly tls?: KafkaConfig['ssl'];
  readonly sasl?: SASLOptions;
}

/** Longest time for a connection, and for any one answer of a producer or of an administrator. */
const [connectTimeoutMs, requestTimeoutMs] = [3_000, 6_000];

/** An idempotent producer must try again by itself; what asks or changes nothing may. */
const retry = { retries: 5, initialRetryTime: 100, maxRetryTime: 2_000 } as const;

/** Kafka through kafkajs 2.2.4. Nothing outside of this folder imports it. */
export function kafkajsClient({ brokers, clientId, tls, sasl }: KafkaAddress): KafkaClient {
  const config = {
    ...{ brokers: [...brokers], clientId, logLevel: logLevel.NOTHING, retry },
    ...{ connectionTimeout: connectTimeoutMs, requestTimeout: requestTimeoutMs },
    ...(tls === undefined ? {} : { ssl: tls }),
    ...(sasl === undefined ? {} : { sasl }),
  } satisfies KafkaConfig;
  const logger = new Kafka(config).logger();
  return {
    openProducer: () => openProducer(config),
    openReader: (signal) => openReader({ ...config, logger }, signal),
    openAdmin: () => openAdmin(config),
  };
}
