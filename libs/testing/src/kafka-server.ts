import { KAFKA_VERSION, kafkaSettings, startKafka } from '@redress/servers';
import { type ContainerPlan, startContainer } from './container-engine.js';
import { firstServer, givenBy } from './server-ways.js';

/** A Kafka for tests. */
export interface TestKafkaServer {
  /** `host:port` of its brokers. */
  readonly bootstrap: readonly string[];
  /** Stops it and removes its data, if it was started here. */
  stop(): Promise<void>;
}

/**
 * The Kafka that `REDRESS_TEST_KAFKA_BROKERS` or `KAFKA_BROKERS` names, else one in a container,
 * else one broker of our own. Most suites want `testKafka`, which shares one; a suite that kills
 * brokers takes `startKafka` of `@redress/servers`.
 *
 * @throws Error naming the three ways and what is missing for each
 */
export async function startTestKafka(): Promise<TestKafkaServer> {
  return firstServer<TestKafkaServer>('a Kafka broker', [
    { by: 'address', start: async () => givenKafka() },
    { by: 'container', start: kafkaInContainer },
    { by: 'a broker of our own', start: () => startKafka() },
  ]);
}

function givenKafka(): TestKafkaServer {
  const brokers = givenBy('REDRESS_TEST_KAFKA_BROKERS', 'KAFKA_BROKERS');
  return {
    bootstrap: brokers.split(',').map((address) => address.trim()),
    stop: async () => undefined,
  };
}

async function kafkaInContainer(): Promise<TestKafkaServer> {
  const container = await startContainer(kafkaContainer);
  return {
    bootstrap: [`${container.host}:${container.port}`],
    stop: () => container.stop(),
  };
}

/** The image takes each setting from a variable: `KAFKA_`, capitals, underscores for dots. */
export function kafkaContainer(host: string, port: number): ContainerPlan {
  const node = { id: 1, port, controllerPort: port - 1, dataDir: '/tmp/kafka-data' };
  const settings = {
    ...kafkaSettings(node, [node]),
    listeners: `PLAINTEXT://0.0.0.0:${port},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${host}:${port}`,
  };
  const variables = Object.entries(settings).map(([name, value]) => [
    `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`,
    String(value),
  ]);
  return { image: `apache/kafka:${KAFKA_VERSION}`, environment: Object.fromEntries(variables) };
}
