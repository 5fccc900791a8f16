import type { BusMetrics } from '@redress/bus';
import type { Metrics } from '@redress/observability';

/** Counts what the bus tells in the metrics of the process. */
export function busMetricsOf(metrics: Metrics): BusMetrics {
  return {
    handled(group, event) {
      const [log = 'any'] = event.split('/', 1);
      metrics.consumed({ group, log }, 'handled', 1);
    },
    skipped: (group) => metrics.consumed({ group, log: 'any' }, 'skipped', 1),
    parked: (group, log, count) => metrics.consumed({ group, log }, 'parked', count),
    redriven: (group, log, count) => metrics.consumed({ group, log }, 'redriven', count),
    retried: (group) => metrics.consumed({ group, log: 'any' }, 'retried', 1),
    committed: (group, log, { tookMs, lagMs }) =>
      metrics.consumerCommitted(
        { group, log },
        { seconds: tookMs / 1000, lagSeconds: lagMs / 1000 },
      ),
  };
}
