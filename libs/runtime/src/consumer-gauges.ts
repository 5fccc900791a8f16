import type { ParkedKey, PartitionLag, RunningConsumer } from '@redress/bus';
import { millisOf, type Timestamp } from '@redress/kernel';
import type { Logger, Metrics } from '@redress/observability';
import { inTime } from './in-time.js';

/** A group that reads logs, as far as its lag goes. */
export interface LagOfGroup {
  readonly group: string;
  lag(): Promise<PartitionLag[]>;
  /** Of a relay: when the first record behind an offset was recorded; undefined where none is. */
  readonly recordedAfter?: (partition: number, offset: number) => Promise<Timestamp | undefined>;
}

/** The groups of one service. */
export interface GroupsOfService {
  readonly consumers: readonly Pick<RunningConsumer, 'group' | 'logs' | 'parked'>[];
  /** The consumers, and what else reads logs. */
  readonly groups: readonly LagOfGroup[];
  /** Of a service with deadlines. */
  readonly timers?: { readonly service: string; lateMs(): number };
}

/**
 * The metrics with gauges of lag and parked keys that are measured when somebody asks: a value that
 * is set now and then is old exactly when it matters. What cannot be measured keeps its last value
 * and is logged, because metrics are needed most while something is wrong.
 */
export function withConsumerGauges(
  metrics: Metrics,
  services: readonly GroupsOfService[],
  logger: Pick<Logger, 'warn'>,
): Metrics {
  async function measureLag({ group, lag, recordedAfter }: LagOfGroup): Promise<void> {
    for (const { log, partition, records, committed } of await lag()) {
      metrics.consumerLag({ group, log, partition }, records);
      if (!recordedAfter) continue;
      const since = records === 0 ? undefined : await recordedAfter(partition, committed);
      const seconds = since === undefined ? 0 : Math.max(0, Date.now() - millisOf(since)) / 1_000;
      metrics.relayLag({ log, partition }, { records, seconds });
    }
  }

  async function measureParked(consumer: GroupsOfService['consumers'][number]): Promise<void> {
    const { group, logs } = consumer;
    const parked = await consumer.parked();
    // Also the logs without a parked key: a gauge that is not set back to 0 tells of the past.
    for (const log of logs) metrics.parkedKeys({ group, log }, keysOf(log, parked));
  }

  return {
    ...metrics,
    async render() {
      for (const { timers } of services) {
        if (timers) metrics.timersOverdue(timers.service, timers.lateMs() / 1_000);
      }
      const measured = await Promise.allSettled(
        services.flatMap(({ consumers, groups }) => [
          ...groups.map((group) => inTime(group, measureLag(group))),
          ...consumers.map((consumer) => inTime(consumer, measureParked(consumer))),
        ]),
      );
      for (const one of measured) {
        if (one.status === 'rejected') logger.warn({ err: one.reason }, 'a group was not measured');
      }
      return metrics.render();
    },
  };
}

function keysOf(log: string, parked: readonly ParkedKey[]): number {
  return parked.filter((key) => key.log === log).length;
}
