/** How much one caller may ask for. */
export interface RateLimit {
  /** Stands in keys: limits of different names do not touch each other. */
  readonly name: string;
  /** Requests in a window. */
  readonly requests: number;
  /** Length of the window, from the first request in it. */
  readonly windowSec: number;
}

/** Whether a request may go on. */
export type RateAnswer =
  | { readonly ok: true; readonly left: number }
  | { readonly ok: false; readonly retryAfterSec: number };

/**
 * Counts requests. Shared by all replicas where there is a Redis; without one, and whenever it does
 * not answer, every process counts for itself: a limit never lets everything pass and never stops
 * everything because of Redis.
 */
export interface RateLimiter {
  /** Counts a request of `key` and says whether it may go on. Never rejects. */
  take(key: string): Promise<RateAnswer>;
}
