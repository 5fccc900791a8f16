import { startKafka } from '@redress/servers';

/** A Kafka for tests. */
export interface TestKafkaServer {
  /** `host:port` of its brokers. */
  readonly bootstrap: readonly string[];
  /** Stops it and removes its data, if it was started here. */
  stop(): Promise<void>;
}

/**
 * The Kafka that `REDRESS_TEST_KAFKA_BROKERS` or `KAFKA_BROKERS` names, else one broker of our own.
 * Most suites want `testKafka`, which shares one; a suite that kills brokers takes `startKafka` of
 * `@redress/servers`.
 *
 * @throws Error naming what is missing
 */
export async function startTestKafka(): Promise<TestKafkaServer> {
  return givenKafka() ?? startKafka();
}

/** The brokers that the environment names, if it names some. */
export function givenKafka(): TestKafkaServer | undefined {
  const brokers = process.env.REDRESS_TEST_KAFKA_BROKERS ?? process.env.KAFKA_BROKERS;
  if (!brokers) return undefined;
  return {
    bootstrap: brokers.split(',').map((address) => address.trim()),
    stop: async () => undefined,
  };
}
