import { setTimeout as sleep } from 'node:timers/promises';
import type { Replicas } from './replicas.js';

/** Between two looks at a replica, in milliseconds. */
const pauseMs = 1_000;

/** Looks at replicas from time to time. */
export interface ReadinessWatch {
  stop(): Promise<void>;
}

/**
 * Asks replicas whether they are ready, and notes it: so one that begins to stop gets no more
 * requests, and one that begins to run gets some. A service of one replica has no choice and is not
 * asked.
 *
 * @param isReady asks `<address>/health/ready`; never rejects
 */
export function watchReadiness(
  all: readonly Replicas[],
  isReady: (address: string) => Promise<boolean>,
): ReadinessWatch {
  const ending = new AbortController();
  const watched = all.filter(({ addresses }) => addresses.length > 1);
  const look = ({ addresses, note }: Replicas) =>
    addresses.map(async (address) => note(address, await isReady(address)));
  async function watch(): Promise<void> {
    while (!ending.signal.aborted) {
      await Promise.all(watched.flatMap(look));
      await sleep(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  }
  const watching = watched.length > 0 ? watch() : Promise.resolve();
  return {
    async stop() {
      ending.abort();
      await watching;
    },
  };
}
