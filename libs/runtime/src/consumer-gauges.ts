import type { ParkedKey, PartitionLag, RunningConsumer } from '@redress/bus';
import type { Logger, Metrics } from '@redress/observability';

/** A group that reads logs, as far as its lag goes. */
export interface LagOfGroup {
  readonly group: string;
  lag(): Promise<PartitionLag[]>;
}

/** The groups of one service. */
export interface GroupsOfService {
  readonly consumers: readonly Pick<RunningConsumer, 'group' | 'lag' | 'parked'>[];
  /** The consumers, and what else reads logs. */
  readonly groups: readonly LagOfGroup[];
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
  async function measureLag({ group, lag }: LagOfGroup): Promise<void> {
    for (const { log, partition, records } of await lag()) {
      metrics.consumerLag({ group, log, partition }, records);
    }
  }

  async function measureParked(consumer: GroupsOfService['consumers'][number]): Promise<void> {
    const { group } = consumer;
    const [lag, parked] = await Promise.all([consumer.lag(), consumer.parked()]);
    // Also the logs without a parked key: a gauge that is not set back to 0 tells of the past.
    for (const log of new Set(lag.map((each) => each.log))) {
      metrics.parkedKeys({ group, log }, keysOf(log, parked));
    }
  }

  return {
    ...metrics,
    async render() {
      const measured = await Promise.allSettled(
        services.flatMap(({ consumers, groups }) => [
          ...groups.map(measureLag),
          ...consumers.map(measureParked),
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
