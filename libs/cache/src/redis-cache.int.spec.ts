import { type RedisServer, startRedis } from '@redress/servers';
import { SERVER_START_MS, testRedis, type TestRedis } from '@redress/testing';
import { presenceContract, rateLimiterContract } from '../test/cache-contract.js';
import {
  type RateLimiter,
  RedisConnection,
  redisPresence,
  redisRateLimiter,
  type Viewer,
} from './index.js';

let made = 0;
const limitOf = (requests: number) => {
  made += 1;
  return { name: `spec-${made}`, requests, windowSec: 60 };
};

async function until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const opened: RedisConnection[] = [];

/** Long enough for a machine that is busy with other suites. */
const patient = 10_000;

async function connected(url: string, prefix: string, changes: string[] = [], patienceMs?: number) {
  const connection = await RedisConnection.open({
    ...{ url, prefix },
    ...(patienceMs === undefined ? {} : { patienceMs }),
    onChange: (state) => changes.push(state),
  });
  opened.push(connection);
  await until('connected', () => connection.client.isReady);
  return connection;
}

afterAll(() => Promise.all(opened.map((each) => each.close())));
jest.setTimeout(30_000);

describe('through a Redis that all replicas share', () => {
  let redis: TestRedis;
  let one: RedisConnection;
  let other: RedisConnection;

  beforeAll(async () => {
    redis = await testRedis();
    one = await connected(redis.url, redis.prefix, [], patient);
    other = await connected(redis.url, redis.prefix, [], patient);
  }, SERVER_START_MS);
  afterAll(() => redis?.drop());

  rateLimiterContract((limit) => {
    made += 1;
    return redisRateLimiter(one, { ...limit, name: `contract-${made}` });
  });
  presenceContract(() => redisPresence(one));

  it('replicas count together and see the same people', async () => {
    const limit = limitOf(4);
    const limiters = [redisRateLimiter(one, limit), redisRateLimiter(other, limit)];
    const taken = [];
    for (let nth = 0; nth < 6; nth += 1) taken.push(await limiters[nth % 2]?.take('anna'));
    expect(taken.map((each) => each?.ok)).toEqual([true, true, true, true, false, false]);
    const at = { tenantId: 'demo', subject: 'case/shared' };
    await redisPresence(one).look(at, 'anna');
    expect((await redisPresence(other).viewers(at)).map(({ userId }) => userId)).toEqual(['anna']);
  });
});

describe('without Redis (F16)', () => {
  let server: RedisServer;
  let connection: RedisConnection;
  let limiter: RateLimiter;
  const changes: string[] = [];
  const at = { tenantId: 'demo', subject: 'case/1' };
  const viewers = (): Promise<readonly Viewer[]> => redisPresence(connection).viewers(at);

  beforeEach(async () => {
    server = await startRedis();
    changes.length = 0;
    connection = await connected(server.url, 'f16:', changes);
    limiter = redisRateLimiter(connection, limitOf(3));
  }, SERVER_START_MS);
  afterEach(() => server.stop());

  /** How many of ten requests pass, and how long the slowest took, in milliseconds. */
  async function tenRequests(): Promise<{ passed: number; slowestMs: number }> {
    let [passed, slowestMs] = [0, 0];
    for (let nth = 0; nth < 10; nth += 1) {
      const startedAt = performance.now();
      if ((await limiter.take('anna')).ok) passed += 1;
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    }
    return { passed, slowestMs };
  }

  it('that was killed, each process counts for itself and nobody is present; it comes back', async () => {
    await redisPresence(connection).look(at, 'anna');
    await server.kill('SIGKILL');
    const { passed } = await tenRequests();
    expect(passed).toBe(3);
    expect(await viewers()).toEqual([]);
    expect(changes).toEqual(['lost']);
    await server.restart();
    await until('it answers again', async () => {
      await redisPresence(connection).look(at, 'ben');
      return (await viewers()).length === 1;
    });
    expect(changes).toEqual(['lost', 'back']);
  });

  it('that stalls for two seconds, a request waits once and briefly, not two seconds', async () => {
    await server.kill('SIGSTOP');
    const { passed, slowestMs } = await tenRequests();
    expect(passed).toBe(3);
    // The patience is 150 ms; a machine that is busy with other work may add some.
    expect(slowestMs).toBeLessThan(1_500);
    expect(await viewers()).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await server.kill('SIGCONT');
    await until('it answers again', async () => {
      await redisPresence(connection).look(at, 'ben');
      return (await viewers()).length === 1;
    });
  });

  it('that was emptied, only counts and presence begin anew', async () => {
    await tenRequests();
    await redisPresence(connection).look(at, 'anna');
    await connection.client.flushAll();
    expect((await limiter.take('anna')).ok).toBe(true);
    expect(await viewers()).toEqual([]);
    expect(changes).toEqual([]);
  });
});
