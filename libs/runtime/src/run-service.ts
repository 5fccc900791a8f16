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
import { type KeptProjections, keepProjections } from '@redress/projections';
import { type RunningTimers, startTimers } from '@redress/timers';
import { foldThreads, lanesOf } from './bulk-lanes.js';
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
  /** Version of the code; it stands in certificates. */
  readonly code: string;
}

/** A service at work: journal, projections and timers; its consumers are Nest's. */
export interface RunningService {
  readonly name: ServiceName;
  readonly consumers: readonly RunningConsumer[];
  /** Every group of the service that reads a log: its consumers and the copier of its journal. */
  readonly groups: readonly LagOfGroup[];
  readonly projections: KeptProjections;
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
  const projections = await keepServiceProjections(service, parts, options);
  const heard = { ...service, ...(cases ? { cases } : {}), ...(copier ? { copier } : {}) };
  if (cases) service.hearsBy(() => heardByCommands(heard, options));
  const timers = blueprint.timed.length > 0 ? runTimers(heard, options) : undefined;
  const expiry = startDailyExpiry({
    expire: (atMost) => expireCommands(service.database.writer, atMost),
    onProblem: (error) =>
      options.logger.warn({ err: error, service: blueprint.name }, 'expired keys were not deleted'),
  });
  const copying = copier ? [{ group: journalGroup(blueprint.name), lag: () => copier.lag() }] : [];
  const own = cases ? [cases] : [];
  return {
    name: blueprint.name,
    // A rebuild changes which generations are fed, so these are looked up when they are asked for.
    get consumers() {
      return [...own, ...projections.consumers()];
    },
    get groups() {
      return [...copying, ...own, ...projections.consumers()];
    },
    projections,
    failed: Promise.race([copier, ...own, projections].flatMap((part) => part?.failed ?? [])),
    async stop() {
      await expiry.stop();
      await timers?.stop();
      await projections.stop({ drainMs });
      await copier?.stop({ drainMs });
    },
  };
}

function keepServiceProjections(
  { blueprint, database, logs, journal }: OpenService,
  parts: ConsumerParts,
  { logger, code }: RunOptions,
): Promise<KeptProjections> {
  const { name: service, projections } = blueprint;
  return keepProjections({
    ...parts,
    ...{ service, projections, database, code, workers: foldThreads },
    lanes: () => lanesOf(blueprint),
    logOf(name) {
      const log = journal?.name === name ? journal : logs[name];
      if (!log) throw new Error(`${service} has no log ${name}`);
      return log;
    },
    onProblem: (error) => logger.warn({ err: error, service }, 'projections were not looked at'),
    onUpgrade: (projection, progress) =>
      logger.info({ service, projection: projection.name, ...progress }, 'a new version is built'),
  });
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

/** A service and the groups by which it hears of what others record. */
interface HearingService extends OpenService {
  /** Its consumer of facts. */
  readonly cases?: RunningConsumer;
  /** The copier of its journal, behind which such a consumer may stand. */
  readonly copier?: RunningSubscription;
}

/**
 * How far a command may settle. An append that is just being committed is younger than the margin;
 * to wait for it under its lock, as the timers do, could be to wait for the caller's own.
 */
function heardByCommands(service: HearingService, options: RunOptions): Promise<Timestamp> {
  return heardBy(service, options, async () => timestampOf(Date.now() - commitMarginMs));
}

/** What the service heard of itself, or by way of its journal: then the copy counts as well. */
function heardBy(
  { cases, copier, journal }: HearingService,
  { sources }: RunOptions,
  horizon: () => Promise<Timestamp>,
): Promise<Timestamp> {
  const group = {
    // The copier first: what moves on meanwhile is found behind it, never between the two.
    lag: async () => [...((await copier?.lag()) ?? []), ...((await cases?.lag()) ?? [])],
  };
  const all = journal ? { ...sources, [journal.name]: journal } : sources;
  return heardUpTo(group, all, horizon);
}

function runTimers(service: HearingService, options: RunOptions): RunningTimers {
  const { blueprint, database, runtime, logs, cases } = service;
  const { places, logger, metrics } = options;
  const { consumes } = blueprint;
  const readsJournal = consumes.includes('journal');
  const heard = places.filter(({ log }) => readsJournal || consumes.some((name) => name === log));
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
    ...(cases ? { heardUpTo: () => heardBy(service, options, () => horizonOf(heard)) } : {}),
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
