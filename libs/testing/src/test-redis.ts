import { randomBytes } from 'node:crypto';
import { sharedServer } from './shared-server.js';

/** The Redis of the run, with keys that are this suite's own. */
export interface TestRedis {
  readonly url: string;
  /** In front of every key and channel of the suite: unique on the server. */
  readonly prefix: string;
  /** Removes the keys that begin with the prefix. */
  drop(): Promise<void>;
}

/**
 * The Redis that the suites of a run share.
 *
 * ```ts
 * beforeAll(async () => { redis = await testRedis(); }, SERVER_START_MS);
 * afterAll(() => redis.drop());
 * ```
 *
 * @throws Error naming the ways to get a server when there is none
 */
export async function testRedis(): Promise<TestRedis> {
  const answer = await sharedServer('redis');
  if (!('url' in answer) || typeof answer.url !== 'string') {
    throw new Error('This suite needs a Redis server: the answer is not understood');
  }
  const { url } = answer;
  const prefix = `test-${randomBytes(6).toString('hex')}:`;
  return { url, prefix, drop: () => dropAll(url, prefix) };
}

async function dropAll(url: string, prefix: string): Promise<void> {
  const { createClient } = await import('@redis/client');
  const client = createClient({ url });
  // Without a listener a lost connection would end the process; the calls below fail anyway.
  client.on('error', () => undefined);
  await client.connect();
  try {
    for await (const keys of client.scanIterator({ MATCH: `${prefix}*` })) {
      if (keys.length > 0) await client.del(keys);
    }
  } finally {
    client.destroy();
  }
}
