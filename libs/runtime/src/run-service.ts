import {
  type BusMetrics,
  type RunningConsumer,
  type RunningSubscription,
  startJournalCopier,
} from '@redress/bus';
import type { ServiceName } from '@redress/contracts';
import { expireCommands, type Journal } from '@redress/event-log';
import { systemActor } from '@redress/kernel';
import type { Logger, Metrics } from '@redress/observability';
import { type KeptProjections, keepProjections } from '@redress/projections';
import { type RunningTimers, startTimers } from '@redress/timers';
import { foldThreads, lanesOf } from './bulk-lanes.js';
import { closeAll, type Closing, openInParts } from './closing.js';
import { journalGroup } from './consumer-groups.js';
import type { ConsumerParts } from './consumer-parts.js';
import type { LagOfGroup } from './consumer-gauges.js';
import { startDailyExpiry } from './daily-expiry.js';
import type { OpenService } from './open-service.js';
import type { Publication } from './publication.js';
import type { HearingGroups, ServiceBus } from './service-bus.js';

/** Longest wait for running batches when a service stops, in milliseconds; they last a fraction of it. */
const drainMs = 2_000;

/** What the parts of a running service share. */
export interface RunOptions {
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
  /** Of a service with deadlines. */
  readonly timers?: { readonly service: string; lateMs(): number };
  /** Resolves with the reason when a part cannot go on; the process should exit. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

/** What a service was composed of before it runs. */
export interface ServiceParts {
  readonly parts: ConsumerParts;
  readonly bus: ServiceBus;
  /** Its consumer of other services' facts. */
  readonly cases?: RunningConsumer;
  /** The relays of its logs, where they have topics. */
  readonly publication?: Publication;
}

/** Starts what a service does without being asked. */
export function runService(
  service: OpenService,
  parts: ServiceParts,
  options: RunOptions,
): Promise<RunningService> {
  return openInParts((closing) => runParts(service, parts, { ...options, closing }));
}

async function runParts(
  service: OpenService,
  { parts, bus, cases, publication }: ServiceParts,
  { closing, ...options }: RunOptions & { readonly closing: Closing },
): Promise<RunningService> {
  const { blueprint, journal } = service;
  const copier = journal ? await startJournal({ ...service, journal }, parts, bus.logs) : undefined;
  if (copier) closing.push(() => copier.stop({ drainMs }));
  const projections = await keepServiceProjections(service, parts, options);
  closing.push(() => projections.stop({ drainMs }));
  const groups = { ...(cases ? { cases } : {}), ...(copier ? { copier } : {}) };
  if (cases) service.hearsBy((by) => bus.heardUpTo(groups, by));
  const timers = blueprint.timed.length > 0 ? runTimers(service, bus, groups, options) : undefined;
  if (timers) closing.push(() => timers.stop());
  const expiry = startDailyExpiry({
    expire: (atMost) => expireCommands(service.database.writer, atMost),
    onProblem: (error) =>
      options.logger.warn({ err: error, service: blueprint.name }, 'expired keys were not deleted'),
  });
  closing.push(() => expiry.stop());
  const copying = copier ? [{ group: journalGroup(blueprint.name), lag: () => copier.lag() }] : [];
  const own = cases ? [cases] : [];
  return {
    name: blueprint.name,
    // A rebuild changes which generations are fed, so these are looked up when they are asked for.
    get consumers() {
      return [...own, ...projections.consumers()];
    },
    get groups() {
      return [...copying, ...own, ...projections.consumers(), ...(publication?.groups ?? [])];
    },
    projections,
    ...(timers ? { timers: { service: blueprint.name, lateMs: () => timers.lateMs() } } : {}),
    failed: Promise.race(
      [copier, ...own, projections, publication].flatMap((part) => part?.failed ?? []),
    ),
    stop: () => closeAll(closing),
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
  logs: ServiceBus['logs'],
): Promise<RunningSubscription> {
  return startJournalCopier({
    group: journalGroup(blueprint.name),
    logs,
    subscription,
    journal,
    checkpoints,
    transactions: runtime.transactions,
  });
}

function runTimers(
  { blueprint, database, runtime, logs }: OpenService,
  bus: ServiceBus,
  groups: HearingGroups,
  { logger, metrics }: RunOptions,
): RunningTimers {
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
    ...(groups.cases ? { heardUpTo: () => bus.heardUpTo(groups, 'bystander') } : {}),
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
