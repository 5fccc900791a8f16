import { bearerToken, enumOf, flag, int, path, word } from './settings.js';

/** How the brokers of `KAFKA_BROKERS` let us in, and how they keep our topics. */
export const kafkaSettings = {
  kafkaReplicas: int('REDRESS_KAFKA_REPLICAS', 1, 9, {
    description: 'Copies of each partition of a topic.',
    fallback: 3,
  }),
  kafkaRetentionDays: int('REDRESS_KAFKA_RETENTION_DAYS', 1, 3_650, {
    description: 'Days for which topics keep records; PostgreSQL keeps them all.',
    fallback: 14,
  }),
  kafkaTopicPrefix: word('REDRESS_KAFKA_TOPIC_PREFIX', {
    description: 'In front of each topic, where several platforms share a cluster.',
    optional: true,
  }),
  kafkaTls: flag('REDRESS_KAFKA_TLS', {
    description: 'Talk to the brokers by TLS.',
    fallback: false,
  }),
  kafkaCaFile: path('REDRESS_KAFKA_CA_FILE', {
    description: 'Certificates (PEM) by which the brokers are known; without it those of Node.',
    optional: true,
  }),
  kafkaSasl: enumOf('REDRESS_KAFKA_SASL', ['none', 'plain', 'scram-sha-256', 'scram-sha-512'], {
    description: 'How we log in at the brokers.',
    fallback: 'none',
  }),
  kafkaUser: word('REDRESS_KAFKA_USER', {
    description: 'Who logs in.',
    optional: true,
  }),
  kafkaPassword: bearerToken('REDRESS_KAFKA_PASSWORD', {
    description: 'The password of the user.',
    optional: true,
  }),
} as const;
