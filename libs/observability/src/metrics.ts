import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Bounds of the histograms in seconds, from a cached read to a stuck lock. */
const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Lateness of timers in seconds: the promise is one second. */
const latenessBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];

/** One partition as one consumer group sees it. */
export interface ConsumerLabels {
  readonly group: string;
  readonly log: string;
  readonly partition: number;
}

/** What may become of an event that a group was given. */
export type ConsumedResult = 'handled' | 'skipped' | 'parked' | 'redriven' | 'retried';

/**
 * The measurements of one process. Labels come from closed lists (route templates, groups, pools),
 * never from what a client sends: neither personal data nor endless series can get in.
 */
export interface Metrics {
  /** One answered request. `route` is the template, `unknown` where no route matched. */
  httpAnswered(labels: { method: string; route: string; status: number }, seconds: number): void;
  /** One group commit of a log. */
  appended(
    labels: { log: string; result: 'ok' | 'failed' },
    commands: number,
    seconds: number,
  ): void;
  /** What a group did with events; `log` is `any` where it does not matter. */
  consumed(labels: { group: string; log: string }, result: ConsumedResult, events: number): void;
  /** One transaction of a group, and the age of its last event. */
  consumerCommitted(
    labels: { group: string; log: string },
    times: { seconds: number; lagSeconds: number },
  ): void;
  /** Records between the checkpoint and the end of the log. */
  consumerLag(labels: ConsumerLabels, records: number): void;
  /** What the topic of a log is behind it: records, and the age of the oldest of them. */
  relayLag(
    labels: { log: string; partition: number },
    behind: { records: number; seconds: number },
  ): void;
  /** Keys that wait for somebody to look at them. */
  parkedKeys(labels: { group: string; log: string }, keys: number): void;
  /** A timer fired this many seconds after its due time. */
  timerFired(service: string, lateSeconds: number): void;
  /** By how much the oldest timer that is due is late; 0 while none is. */
  timersOverdue(service: string, seconds: number): void;
  /** The text that Prometheus scrapes, and its media type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/**
 * How often the lag of the event loop is measured, in milliseconds. Its percentiles count from one
 * measurement to the next, so they are this on a loop that is never late. At the usual 10 it was half
 * of what an idle process cost.
 */
const eventLoopPrecisionMs = 50;

/** Makes the metrics of a process with a registry of their own: two in one process never mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: eventLoopPrecisionMs });
  const registers = [registry];
  const consumer = ['group', 'log', 'partition'] as const;

  const http = new Histogram({
    name: 'redress_http_request_seconds',
    help: 'Time to answer a request, by route template.',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsBuckets,
    registers,
  });
  const appendSeconds = new Histogram({
    name: 'redress_append_seconds',
    help: 'Time of one group commit of a log.',
    labelNames: ['log', 'result'],
    buckets: secondsBuckets,
    registers,
  });
  const appendCommands = new Counter({
    name: 'redress_append_commands_total',
    help: 'Commands in group commits.',
    labelNames: ['log', 'result'],
    registers,
  });
  const consumed = new Counter({
    name: 'redress_consumed_events_total',
    help: 'What a consumer group did with events.',
    labelNames: ['group', 'log', 'result'],
    registers,
  });
  const commitSeconds = new Histogram({
    name: 'redress_consumer_commit_seconds',
    help: 'Time of one transaction of a consumer group.',
    labelNames: ['group', 'log'],
    buckets: secondsBuckets,
    registers,
  });
  const lagSeconds = new Gauge({
    name: 'redress_consumer_lag_seconds',
    help: 'Age of the last event that a group has committed.',
    labelNames: ['group', 'log'],
    registers,
  });
  const lag = new Gauge({
    name: 'redress_consumer_lag_records',
    help: 'Records between the checkpoint and the end of the log.',
    labelNames: consumer,
    registers,
  });
  const relayRecords = new Gauge({
    name: 'redress_relay_lag_records',
    help: 'Records of a log that are not on its topic yet.',
    labelNames: ['log', 'partition'],
    registers,
  });
  const relaySeconds = new Gauge({
    name: 'redress_relay_lag_seconds',
    help: 'Age of the oldest record that is not on its topic yet.',
    labelNames: ['log', 'partition'],
    registers,
  });
  const parked = new Gauge({
    name: 'redress_parked_keys',
    help: 'Keys that are parked.',
    labelNames: ['group', 'log'],
    registers,
  });
  const lateness = new Histogram({
    name: 'redress_timer_late_seconds',
    help: 'How long after its due time a timer fired.',
    labelNames: ['service'],
    buckets: latenessBuckets,
    registers,
  });
  const overdue = new Gauge({
    name: 'redress_timers_overdue_seconds',
    help: 'By how much the oldest timer that is due is late.',
    labelNames: ['service'],
    registers,
  });

  return {
    httpAnswered: (labels, seconds) => http.observe(labels, seconds),
    appended(labels, commands, seconds) {
      appendSeconds.observe(labels, seconds);
      appendCommands.inc(labels, commands);
    },
    consumed: (labels, result, events) => consumed.inc({ ...labels, result }, events),
    consumerCommitted(labels, { seconds, lagSeconds: behind }) {
      commitSeconds.observe(labels, seconds);
      lagSeconds.set(labels, behind);
    },
    consumerLag: (labels, records) => lag.set({ ...labels }, records),
    relayLag(labels, { records, seconds }) {
      relayRecords.set({ ...labels }, records);
      relaySeconds.set({ ...labels }, seconds);
    },
    parkedKeys: (labels, keys) => parked.set(labels, keys),
    timerFired: (service, lateSeconds) => lateness.observe({ service }, Math.max(0, lateSeconds)),
    timersOverdue: (service, seconds) => overdue.set({ service }, seconds),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
