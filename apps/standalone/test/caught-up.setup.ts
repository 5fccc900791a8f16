import { setTimeout as sleep } from 'node:timers/promises';
import { serviceNames } from '@redress/contracts';

/** Longest wait on a busy machine, in milliseconds. */
const waitMaxMs = 90_000;

interface GroupLag {
  readonly group: string;
  readonly lag: readonly { readonly records: number; readonly isOld?: true }[];
  readonly unknown?: string;
}

/** What the operations port says of all groups of all services, by `<lag|parked>`. */
async function ofAllServices<T>(operationsUrl: string, name: 'lag' | 'parked'): Promise<T[]> {
  const answers = await Promise.all(
    serviceNames.map(async (service) => {
      const response = await fetch(`${operationsUrl}/ops/${service}/${name}`);
      return (await response.json()) as T[];
    }),
  );
  return answers.flat();
}

/** Groups that have records before them, each with how many. */
async function lagging(operationsUrl: string): Promise<string[]> {
  const groups = await ofAllServices<GroupLag>(operationsUrl, 'lag');
  return groups
    .map(({ group, lag, unknown }) => ({
      group,
      records: lag.reduce((sum, each) => sum + each.records, 0),
      isUnknown: unknown !== undefined || lag.some(({ isOld }) => isOld),
    }))
    .filter(({ records, isUnknown }) => records > 0 || isUnknown)
    .map(({ group, records }) => `${group}: ${records}`);
}

/**
 * Waits until no group of any service has anything before it. Reactions append to logs that were
 * caught up already, so it has to hold twice in a row.
 *
 * @throws Error naming the groups that lag, when they still do after a generous time
 */
export async function caughtUp({ operationsUrl }: { operationsUrl: string }): Promise<void> {
  const until = performance.now() + waitMaxMs;
  for (let calm = 0; calm < 2; ) {
    const behind = await lagging(operationsUrl);
    calm = behind.length === 0 ? calm + 1 : 0;
    if (performance.now() > until) throw new Error(`lag is left: ${behind.join(', ')}`);
    await sleep(100);
  }
}

/** Keys that are parked anywhere. */
export async function parkedKeys({ operationsUrl }: { operationsUrl: string }): Promise<unknown[]> {
  const groups = await ofAllServices<{ parked: unknown[] }>(operationsUrl, 'parked');
  return groups.flatMap(({ parked }) => parked);
}
