import { RateLimiterMemory } from 'rate-limiter-flexible';
import { answered } from './rate-answer.js';
import type { RateLimit, RateLimiter } from './rate-limiter.port.js';

/** Counts in this process. */
export function memoryRateLimiter({ name, requests, windowSec }: RateLimit): RateLimiter {
  const limiter = new RateLimiterMemory({
    ...{ keyPrefix: name, points: requests, duration: windowSec },
  });
  return { take: (key) => answered(limiter.consume(key)) };
}
