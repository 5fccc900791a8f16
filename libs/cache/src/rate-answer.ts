import { RateLimiterRes } from 'rate-limiter-flexible';
import type { RateAnswer } from './rate-limiter.port.js';

/** What a limiter says: it rejects with its answer where a request may not go on. */
export async function answered(consumed: Promise<RateLimiterRes>): Promise<RateAnswer> {
  try {
    return { ok: true, left: (await consumed).remainingPoints };
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return { ok: false, retryAfterSec: Math.max(1, Math.ceil(refused.msBeforeNext / 1_000)) };
  }
}
