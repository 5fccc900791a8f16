import { readFileSync } from 'node:fs';
import { type KafkaAddress, kafkajsClient } from '@redress/bus';
import type { ConfigOf, kafkaSettings } from '@redress/config';
import { MendableError } from './mendable.error.js';
import type { TopicsBus } from './platform-bus.js';

/** What the environment says of Kafka. */
export interface KafkaConfig extends ConfigOf<typeof kafkaSettings> {
  readonly kafkaBrokers: readonly string[] | undefined;
}

/**
 * Kafka as the environment describes it.
 *
 * @param clientId shown in the brokers' logs
 * @throws MendableError where something is missing
 */
export function configuredTopics(config: KafkaConfig, clientId: string): TopicsBus {
  const { kafkaBrokers, kafkaReplicas, kafkaRetentionDays, kafkaTopicPrefix } = config;
  if (!kafkaBrokers) throw new MendableError('set KAFKA_BROKERS to host:port of some brokers');
  return {
    client: kafkajsClient({ brokers: kafkaBrokers, clientId, ...securityOf(config) }),
    topics: {
      replicas: kafkaReplicas,
      retentionDays: kafkaRetentionDays,
      ...(kafkaTopicPrefix === undefined ? {} : { prefix: kafkaTopicPrefix }),
    },
  };
}

function securityOf(config: KafkaConfig): Pick<KafkaAddress, 'tls' | 'sasl'> {
  const { kafkaTls, kafkaCaFile, kafkaSasl, kafkaUser, kafkaPassword } = config;
  if (kafkaCaFile !== undefined && !kafkaTls) {
    throw new MendableError('REDRESS_KAFKA_CA_FILE is of no use without REDRESS_KAFKA_TLS=true');
  }
  const ca = kafkaCaFile === undefined ? {} : { ca: [readFileSync(kafkaCaFile, 'utf8')] };
  const tls = kafkaTls ? { tls: ca } : {};
  if (kafkaSasl === 'none') return tls;
  if (kafkaUser === undefined || kafkaPassword === undefined) {
    throw new MendableError(
      `REDRESS_KAFKA_SASL=${kafkaSasl} needs REDRESS_KAFKA_USER and REDRESS_KAFKA_PASSWORD`,
    );
  }
  const login = { username: kafkaUser, password: kafkaPassword };
  return { ...tls, sasl: { mechanism: kafkaSasl, ...login } };
}
