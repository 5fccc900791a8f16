import {
  memoryPresence,
  memoryRateLimiter,
  type Presence,
  RedisConnection,
  redisPresence,
  redisRateLimiter,
} from '@redress/cache';
import type { RequestLimits } from '@redress/edge';
import type { Logger } from '@redress/observability';

/** What a process shares with its replicas for a moment. */
export interface CacheSettings {
  /** Without it everything is in the process, which must then be the only one. */
  readonly redisUrl?: string | undefined;
  /** Requests in ten seconds. */
  readonly ratePerCaller: number;
  readonly ratePerTenant: number;
}

/** The cache of a process at work. */
export interface SharedCache {
  readonly limits: RequestLimits;
  readonly presence: Presence;
  close(): Promise<void>;
}

const windowSec = 10;

/** Opens it. Redis need not be there: it is asked again until it is. */
export async function openCache(
  { redisUrl, ratePerCaller, ratePerTenant }: CacheSettings,
  logger: Logger,
): Promise<SharedCache> {
  const perCaller = { name: 'caller', requests: ratePerCaller, windowSec };
  const perTenant = { name: 'tenant', requests: ratePerTenant, windowSec };
  if (redisUrl === undefined) {
    return {
      limits: { perCaller: memoryRateLimiter(perCaller), perTenant: memoryRateLimiter(perTenant) },
      presence: memoryPresence(),
      close: async () => undefined,
    };
  }
  const redis = await RedisConnection.open({
    url: redisUrl,
    onChange: (state, error) =>
      state === 'lost'
        ? logger.warn({ err: error }, 'Redis does not answer: every process counts for itself')
        : logger.info({}, 'Redis answers again'),
  });
  return {
    limits: {
      perCaller: redisRateLimiter(redis, perCaller),
      perTenant: redisRateLimiter(redis, perTenant),
    },
    presence: redisPresence(redis),
    close: () => redis.close(),
  };
}
