import { partitionCount } from '@redress/event-log';
import { BusError } from './bus.error.js';
import { type LogPartition, partitionKey } from './ownership-store.port.js';
import type { SubscriptionOptions } from './subscription.port.js';

/** A partition that has no checkpoint yet, and where a new one begins. */
export interface NewCheckpoint extends LogPartition {
  readonly offset: number;
}

/**
 * The checkpoints that a group needs and does not have.
 *
 * @param known `<log>/<partition>` of those it has
 * @throws BusError NO_CHECKPOINT when there are some and the group was to continue
 */
export function newCheckpoints(
  { group, logs, startAt }: Pick<SubscriptionOptions, 'group' | 'logs' | 'startAt'>,
  known: ReadonlySet<string>,
): NewCheckpoint[] {
  const wanted = logs.flatMap((log) =>
    Array.from({ length: partitionCount }, (_, partition) => ({ log, partition })),
  );
  const missing = wanted.filter((at) => !known.has(partitionKey(at)));
  if (missing.length > 0 && startAt === 'checkpoint') {
    const names = [...new Set(missing.map(({ log }) => log))].join(', ');
    throw new BusError(
      'NO_CHECKPOINT',
      `group ${group} has no checkpoint for ${names}: say where it begins, or name it as before`,
    );
  }
  return missing.map((at) => ({ ...at, offset: offsetOf(startAt, at) }));
}

function offsetOf(startAt: SubscriptionOptions['startAt'], at: LogPartition): number {
  if (typeof startAt === 'string') return -1;
  return startAt.get(partitionKey(at)) ?? -1;
}
