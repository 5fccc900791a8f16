import { kafkaSettings, readConfig, hostPorts } from '@redress/config';
import { configuredTopics } from './configured-topics.js';

const settings = {
  ...kafkaSettings,
  kafkaBrokers: hostPorts('KAFKA_BROKERS', { description: 'Kafka.', optional: true }),
} as const;
const read = (env: Record<string, string>) => configuredTopics(readConfig(settings, env), 'intake');
const brokers = { KAFKA_BROKERS: 'a:9092,b:9092' };

describe('Kafka as the environment describes it', () => {
  it('keeps three copies for two weeks under plain names, unless told otherwise', () => {
    expect(read(brokers).topics).toEqual({ replicas: 3, retentionDays: 14 });
    const more = {
      ...{ REDRESS_KAFKA_REPLICAS: '1', REDRESS_KAFKA_RETENTION_DAYS: '30' },
      REDRESS_KAFKA_TOPIC_PREFIX: 'eu-',
    };
    expect(read({ ...brokers, ...more }).topics).toEqual({
      ...{ replicas: 1, retentionDays: 30, prefix: 'eu-' },
    });
  });

  it.each([
    ['without brokers', {}, /KAFKA_BROKERS/],
    ['a login without a user', { ...brokers, REDRESS_KAFKA_SASL: 'plain' }, /REDRESS_KAFKA_USER/],
    [
      'a login without a password',
      { ...brokers, REDRESS_KAFKA_SASL: 'scram-sha-512', REDRESS_KAFKA_USER: 'redress' },
      /REDRESS_KAFKA_PASSWORD/,
    ],
    ['certificates that nobody looks at', { ...brokers, REDRESS_KAFKA_CA_FILE: 'ca.pem' }, /TLS/],
  ])('says what is missing: %s', (_, env, message) => {
    expect(() => read(env)).toThrow(message);
  });
});
