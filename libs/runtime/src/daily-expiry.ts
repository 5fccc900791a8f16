/** Keys that one statement deletes at most, so that its transaction stays short. */
const atMost = 10_000;

const dayMs = 86_400_000;

/** What the daily expiry works with. */
export interface ExpiryOptions {
  /** Deletes that many expired idempotency keys at most, and answers how many they were. */
  expire(atMost: number): Promise<number>;
  /** Told of a failure; the next day tries again. */
  onProblem(error: unknown): void;
}

/** The daily expiry at work. */
export interface DailyExpiry {
  /** Ends after the statement that is running now. */
  stop(): Promise<void>;
}

/**
 * Deletes expired idempotency keys, at the start and once a day from then on: without it the table
 * of commands would grow as fast as the log. Replicas may do it at the same time; a key that one of
 * them is deleting is skipped by the others.
 */
export function startDailyExpiry({ expire, onProblem }: ExpiryOptions): DailyExpiry {
  let isStopped = false;
  const run = async () => {
    try {
      let deleted = atMost;
      while (!isStopped && deleted >= atMost) deleted = await expire(atMost);
    } catch (error) {
      onProblem(error);
    }
  };
  let running = run();
  const timer = setInterval(() => {
    running = running.then(run);
  }, dayMs);
  timer.unref();
  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
