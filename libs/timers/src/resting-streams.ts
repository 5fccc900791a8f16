import { type DueTimer, streamName } from './due-timer.js';

const wait = { firstMs: 500, maxMs: 60_000 };
/** Streams whose failures are remembered at once; beyond it the oldest is tried again early. */
const restingMax = 1_000;

interface Failure {
  readonly timer: DueTimer;
  readonly tries: number;
  readonly restsUntil: number;
}

/**
 * Streams that could not be settled, each with a growing wait, so that they do not hold up the
 * others. All times are milliseconds of a monotonic clock.
 */
export class RestingStreams {
  private readonly failures = new Map<string, Failure>();

  /** Notes a failure; the wait doubles from half a second up to a minute. */
  failed(timer: DueTimer, now: number): void {
    const name = streamName(timer);
    const tries = (this.failures.get(name)?.tries ?? 0) + 1;
    const restsUntil = now + Math.min(wait.firstMs * 2 ** (tries - 1), wait.maxMs);
    this.failures.delete(name);
    this.failures.set(name, { timer, tries, restsUntil });
    const [oldest] = this.failures.keys();
    if (this.failures.size > restingMax && oldest !== undefined) this.failures.delete(oldest);
  }

  settled(timer: DueTimer): void {
    this.failures.delete(streamName(timer));
  }

  /** A timer of each stream that is not to be tried yet. */
  resting(now: number): DueTimer[] {
    return [...this.failures.values()]
      .filter(({ restsUntil }) => restsUntil > now)
      .map(({ timer }) => timer);
  }

  /** Milliseconds until one of them may be tried again; undefined when none rests. */
  nextTryMs(now: number): number | undefined {
    const waits = [...this.failures.values()].map(({ restsUntil }) => restsUntil - now);
    return waits.length === 0 ? undefined : Math.max(0, Math.min(...waits));
  }
}
