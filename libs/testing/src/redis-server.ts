import { startRedis } from '@redress/servers';
import { startContainer } from './container-engine.js';
import { firstServer, givenBy } from './server-ways.js';

/** A Redis for tests. */
export interface TestRedisServer {
  readonly url: string;
  /** Stops it and removes its data, if it was started here. */
  stop(): Promise<void>;
}

// The last line of Redis under a free licence.
const IMAGE = 'redis:7.2-alpine';

/**
 * The Redis that `REDRESS_TEST_REDIS_URL` or `REDIS_URL` names, else one in a container, else the
 * redis-server of the PATH. Most suites want `testRedis`, which shares one; a suite that kills it
 * takes `startRedis` of `@redress/servers`.
 *
 * @throws Error naming the three ways and what is missing for each
 */
export async function startTestRedis(): Promise<TestRedisServer> {
  return firstServer<TestRedisServer>('a Redis server', [
    { by: 'address', start: async () => givenRedis() },
    { by: 'container', start: redisInContainer },
    { by: 'a server of our own', start: () => startRedis() },
  ]);
}

function givenRedis(): TestRedisServer {
  return { url: givenBy('REDRESS_TEST_REDIS_URL', 'REDIS_URL'), stop: async () => undefined };
}

async function redisInContainer(): Promise<TestRedisServer> {
  const container = await startContainer((_host, port) => ({
    image: IMAGE,
    command: ['redis-server', '--port', String(port), '--save', ''],
  }));
  return {
    url: `redis://${container.host}:${container.port}`,
    stop: () => container.stop(),
  };
}
