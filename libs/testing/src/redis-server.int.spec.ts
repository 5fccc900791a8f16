import { createClient } from '@redis/client';
import { SERVER_START_MS } from './test-kafka.js';
import { testRedis } from './test-redis.js';

// Real here: the Redis of the run.

describe('the Redis of a test run', () => {
  it(
    'is shared, and drops the keys of one suite only',
    async () => {
      const [mine, theirs] = await Promise.all([testRedis(), testRedis()]);
      expect(mine.url).toBe(theirs.url);
      const client = createClient({ url: mine.url });
      await client.connect();
      try {
        await client.set(`${mine.prefix}case`, 'opened');
        await client.set(`${theirs.prefix}case`, 'closed');
        await mine.drop();
        expect(await client.get(`${mine.prefix}case`)).toBeNull();
        expect(await client.get(`${theirs.prefix}case`)).toBe('closed');
        await theirs.drop();
      } finally {
        client.destroy();
      }
    },
    SERVER_START_MS,
  );
});
