import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningSubscription } from '@redress/bus';

const lookEveryMs = 50;

/** Waits until relays have nothing left to publish, at most so many milliseconds. Never rejects. */
export async function untilPublished(
  relays: readonly Pick<RunningSubscription, 'lag'>[],
  atMostMs: number,
): Promise<void> {
  const until = performance.now() + atMostMs;
  const looking = async () => {
    // Where nobody can tell what is left, something may be.
    while (!(await isPublished(relays).catch(() => false)) && performance.now() < until) {
      await sleep(lookEveryMs);
    }
  };
  // A database that does not answer at all ends no look.
  await Promise.race([looking(), sleep(atMostMs, undefined, { ref: false })]);
}

async function isPublished(relays: readonly Pick<RunningSubscription, 'lag'>[]): Promise<boolean> {
  const lags = await Promise.all(relays.map((relay) => relay.lag()));
  return lags.flat().every(({ records }) => records === 0);
}
