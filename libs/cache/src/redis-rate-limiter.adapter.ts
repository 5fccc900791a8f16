import { RateLimiterRedis } from 'rate-limiter-flexible';
import { memoryRateLimiter } from './memory-rate-limiter.adapter.js';
import { answered } from './rate-answer.js';
import type { RateLimit, RateLimiter } from './rate-limiter.port.js';
import type { RedisConnection } from './redis-connection.js';

/** Counts for all replicas together; each for itself while Redis does not answer. */
export function redisRateLimiter(connection: RedisConnection, limit: RateLimit): RateLimiter {
  const alone = memoryRateLimiter(limit);
  const shared = new RateLimiterRedis({
    storeClient: connection.client,
    useRedisPackage: true,
    keyPrefix: `${connection.prefix}rate:${limit.name}`,
    ...{ points: limit.requests, duration: limit.windowSec },
  });
  return {
    take: async (key) =>
      (await connection.ask(() => answered(shared.consume(key)))) ?? alone.take(key),
  };
}
