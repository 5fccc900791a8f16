import { setTimeout as sleep } from 'node:timers/promises';
import { serviceNames } from '@redress/contracts';
import type { PlatformProcess } from './platform-process.js';

/** How often it is asked, and how long at most, in milliseconds. */
const askEveryMs = 50;
const waitMaxMs = 300_000;

/** Reactions append to logs that were caught up already, so it has to hold more than once. */
const calmLooks = 2;

type Lag = readonly { readonly lag: readonly { readonly records: number }[] }[];

/**
 * Waits until no consumer of any service has anything before it.
 *
 * @throws Error when that takes too long
 */
export async function caughtUp({
  operationsUrl,
}: Pick<PlatformProcess, 'operationsUrl'>): Promise<void> {
  const until = performance.now() + waitMaxMs;
  for (let calm = 0; calm < calmLooks; ) {
    calm = (await recordsLeft(operationsUrl)) === 0 ? calm + 1 : 0;
    if (performance.now() > until) throw new Error('the platform does not catch up');
    await sleep(askEveryMs);
  }
}

async function recordsLeft(operationsUrl: string): Promise<number> {
  const lags = await Promise.all(
    serviceNames.map(async (service) => {
      const response = await fetch(`${operationsUrl}/ops/${service}/lag`);
      if (!response.ok) throw new Error(`${service} does not tell its lag: ${response.status}`);
      return (await response.json()) as Lag;
    }),
  );
  return lags
    .flat(2)
    .reduce((sum, { lag }) => sum + lag.reduce((all, each) => all + each.records, 0), 0);
}
