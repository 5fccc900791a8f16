import {
  type BatchConsumerOptions,
  type BusMetrics,
  heardUpTo,
  PgBus,
  PgParkingLot,
  type RunningConsumer,
  type RunningSubscription,
  startJournalCopier,
} from '@redress/bus';
import { logNames, redressCatalogue } from '@redress/contracts';
import { type EventLog, expireCommands, type Journal } from '@redress/event-log';
import { systemActor, type Timestamp, timestampOf } from '@redress/kernel';
import type { Logger, Metrics } from '@redress/observability';
import { startProjection } from '@redress/projections';
import { type RunningTimers, startTimers } from '@redress/timers';
import { journalGroup } from './consumer-groups.js';
import type { LagOfGroup } from './consumer-gauges.js';
import { horizonOf, type LogPlace } from './log-horizon.js';
import { startDailyExpiry } from './daily-expiry.js';
import type { OpenService } from './open-service.js';
import type { ServiceName } from './service-runtime.js';

/** Longest wait for running batches when a service stops, in milliseconds. */
const drainMs = 8_000;

/** Longer than any commit of an append takes; what is younger is left to the timers. */
const commitMarginMs = 2_000;

/** What the parts of a running service share. */
export interface RunOptions {
  /** All logs of the platform, by name. */
  readonly sources: Readonly<Record<string, EventLog>>;
  /** Whose logs they are, and in which database. */
  readonly places: readonly LogPlace[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly busMetrics: BusMetrics;
}

/** A service at work: journal, projections and timers; its consumers are Nest's. */
export interface RunningService {
  readonly name: ServiceName;
  readonly consumers: readonly RunningConsumer[];
  /** Every group of the service that reads a log: its consumers and the copier of its journal. */
  readonly groups: readonly LagOfGroup[];
  /** Resolves with the reason when a part cannot go on; the process should exit. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

/** What every consumer of a service is made of. */
export type ConsumerParts = Pick<
  BatchConsumerOptions,
  'subscription' | 'checkpoints' | 'transactions' | 'catalogue' | 'parking' | 'metrics'
>;

/** Subscription, checkpoints and parking of a service, in its own database. */
export function consumerParts(service: OpenService, options: RunOptions): ConsumerParts {
  const { database, checkpoints, runtime, journal } = service;
  const sources = journal ? { ...options.sources, [journal.name]: journal } : options.sources;
  return {
    subscription: new PgBus({ pool: database.writer, sources }),
    checkpoints,
    transactions: runtime.transactions,
    catalogue: redressCatalogue,
    parking: new PgParkingLot(database.writer),
    metrics: options.busMetrics,
  };
}

/** Starts what a service does without being asked. `cases`: its consumer of other services' facts. */
export async function runService(
  service: OpenService,
  parts: ConsumerParts,
  cases: RunningConsumer | undefined,
  options: RunOptions,
): Promise<RunningService> {
  const { blueprint, journal } = service;
  const copier = journal ? await startJournal({ ...service, journal }, parts, options) : undefined;
  const projections = await Promise.all(
    blueprint.projections.map((projection) =>
      startProjection({ ...parts, service: blueprint.name, projection }),
    ),
  );
  if (cases) service.hearsBy(() => heardByCommands(cases, options));
  const timers = blueprint.timed.length > 0 ? runTimers(service, cases, options) : undefined;
  const expiry = startDailyExpiry({
    expire: (atMost) => expireCommands(service.database.writer, atMost),
    onProblem: (error) =>
      options.logger.warn({ err: error, service: blueprint.name }, 'expired keys were not deleted'),
  });
  const consumers = [...(cases ? [cases] : []), ...projections];
  const copying = copier ? [{ group: journalGroup(blueprint.name), lag: () => copier.lag() }] : [];
  return {
    name: blueprint.name,
    consumers,
    groups: [...copying, ...consumers],
    failed: Promise.race([copier, ...consumers].flatMap((part) => part?.failed ?? [])),
    async stop() {
      await expiry.stop();
      await timers?.stop();
      await Promise.all(projections.map((projection) => projection.stop({ drainMs })));
      await copier?.stop({ drainMs });
    },
  };
}

function startJournal(
  { journal, blueprint, checkpoints, runtime }: OpenService & { journal: Journal },
  { subscription }: ConsumerParts,
  { sources }: RunOptions,
): Promise<RunningSubscription> {
  return startJournalCopier({
    group: journalGroup(blueprint.name),
    logs: logNames.filter((log) => log in sources),
    subscription,
    journal,
    checkpoints,
    transactions: runtime.transactions,
  });
}

/**
 * How far a command may settle. An append that is just being committed is younger than the margin;
 * to wait for it under its lock, as the timers do, could be to wait for the caller's own.
 */
function heardByCommands(cases: RunningConsumer, { sources }: RunOptions): Promise<Timestamp> {
  return heardUpTo(cases, sources, async () => timestampOf(Date.now() - commitMarginMs));
}

function runTimers(
  { blueprint, database, runtime, logs }: OpenService,
  cases: RunningConsumer | undefined,
  { sources, places, logger, metrics }: RunOptions,
): RunningTimers {
  const heard = places.filter(({ log }) => blueprint.consumes.some((name) => name === log));
  const handlers = new Map(
    blueprint.timed.map((decider) => [decider.category, runtime.commands(decider)]),
  );
  return startTimers({
    pool: database.writer,
    async fire({ stream, dueAt }) {
      const handler = handlers.get(stream.category);
      if (!handler) throw new Error(`nobody settles streams of ${stream.category}`);
      const meta = {
        tenantId: stream.tenantId,
        actor: systemActor('timer'),
        now: dueAt,
        origin: 'LIVE',
        correlationId: runtime.newId(),
      } as const;
      const outcome = await handler.settle(stream, meta, { notBefore: dueAt });
      if (!outcome.ok) throw new Error(`${outcome.rejection.code}: ${outcome.rejection.detail}`);
      metrics.timerFired(blueprint.name, (Date.now() - Date.parse(dueAt)) / 1000);
    },
    ...(cases ? { heardUpTo: () => heardUpTo(cases, sources, () => horizonOf(heard)) } : {}),
    onAppended: (listener) => {
      const ends = Object.values(logs).map((log) => log.onAppended(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    onProblem: (error, timer) =>
      logger.error({ err: error, service: blueprint.name, timer }, 'a timer could not fire'),
  });
}
