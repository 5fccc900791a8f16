import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

const lookEveryMs = 20;

/** Counts the requests that were let in and are not answered yet. */
export class RunningRequests {
  private running = 0;

  enter(reply: FastifyReply): void {
    this.running += 1;
    // Answered, or its client is gone.
    reply.raw.once('close', () => {
      this.running -= 1;
    });
  }

  /** Resolves when none is left, or after so many milliseconds. */
  async ended(atMostMs: number): Promise<void> {
    const until = performance.now() + atMostMs;
    while (this.running > 0 && performance.now() < until) await sleep(lookEveryMs);
  }
}
