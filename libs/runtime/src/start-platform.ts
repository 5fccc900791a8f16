import 'reflect-metadata';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogConsumerStrategy } from '@redress/bus/nest';
import {
  type Authenticator,
  configureEdge,
  createFastifyAdapter,
  createOperationsServer,
  type DevelopmentIssuer,
  type RequestLimits,
} from '@redress/edge';
import { type Logger, type Metrics, nestLogger } from '@redress/observability';
import { busMetricsOf } from './bus-metrics.js';
import { closeAll, type Closing, openInParts } from './closing.js';
import { codeVersion } from './code-version.js';
import { withConsumerGauges } from './consumer-gauges.js';
import { casesGroup } from './consumer-groups.js';
import { consumerParts } from './consumer-parts.js';
import { type OpenService, openServiceRuntime } from './open-service.js';
import { operationsOf } from './operations.js';
import { openPlatformBus, type PlatformBus } from './platform-bus.js';
import { openPrivacy } from './open-privacy.js';
import type { DatabaseAddress, SchemaOwner } from './prepare-database.js';
import { type RunningService, runService, type ServiceParts } from './run-service.js';
import type { ServiceBlueprint } from './service-blueprint.js';
import { type CacheSettings, openCache } from './shared-cache.js';
import type { ServiceRuntime } from './service-runtime.js';

/** A service as a process composes it. */
export interface ServiceInProcess {
  readonly blueprint: ServiceBlueprint;
  readonly module: { register(runtime: ServiceRuntime): DynamicModule };
}

/** What a process gives the services that it composes. */
export interface PlatformOptions {
  readonly services: readonly ServiceInProcess[];
  /** PostgreSQL of each service and of the keys; one for all, or one each. */
  readonly databaseOf: (owner: SchemaOwner) => DatabaseAddress;
  /** What carries events between the services. */
  readonly bus: PlatformBus;
  readonly cache: CacheSettings;
  /** Wraps the keys of the tenants; 32 bytes. */
  readonly masterKey: Uint8Array;
  /** Keys idempotency and cursors; 32 bytes or more. */
  readonly edgeSecret: Uint8Array;
  readonly authenticator: Authenticator;
  /** Served on the operations port, where there is one. */
  readonly developmentIssuer?: DevelopmentIssuer;
  readonly http: { readonly host: string; readonly port: number };
  readonly operations: { readonly host: string; readonly port: number };
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The services of a process at work. */
export interface RunningPlatform {
  readonly url: string;
  readonly operationsUrl: string;
  /** Resolves with the reason when a part cannot go on: stop, and exit with a failure. */
  readonly failed: Promise<Error>;
  /** Lets requests and batches end, then closes everything in order. May be called again. */
  stop(): Promise<void>;
}

/** Longest wait for running batches when the process stops, in milliseconds; they last a fraction of it. */
const drainMs = 2_000;

/** How long a client may keep its connection once requests had their time to end, in milliseconds. */
const cutAfterMs = 500;

/** Parts of one service while the process runs. */
interface ComposedService extends Omit<ServiceParts, 'cases'> {
  readonly service: OpenService;
  /** Absent in a service that listens to nobody. */
  readonly strategy?: LogConsumerStrategy;
}

/**
 * Composes any number of services into one Nest application, and starts what they are made of.
 *
 * @throws MasterKeyError where the database was written with another master key
 */
export async function startPlatform(options: PlatformOptions): Promise<RunningPlatform> {
  const { logger, databaseOf } = options;
  const onConnectionLost = (error: Error) => logger.warn({ err: error }, 'a connection was lost');
  return openInParts(async (closing) => {
    const privacy = await openPrivacy({ ...options, onConnectionLost }, closing);
    const cache = await openCache(options.cache, logger);
    closing.push(() => cache.close());
    const opened: OpenService[] = [];
    for (const { blueprint } of options.services) {
      const service = await openServiceRuntime(blueprint, {
        databaseOf,
        onConnectionLost,
        privacy,
        presence: cache.presence,
        logger,
        metrics: options.metrics,
      });
      closing.push(() => service.close());
      opened.push(service);
    }
    return composeServices(opened, { ...options, limits: cache.limits }, closing);
  });
}

async function composeServices(
  opened: readonly OpenService[],
  options: PlatformOptions & { readonly limits: RequestLimits },
  closing: Closing,
): Promise<RunningPlatform> {
  const { logger, metrics } = options;
  let fail: (reason: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const shared = { logger, metrics, busMetrics: busMetricsOf(metrics), code: codeVersion };
  const bus = await openPlatformBus(options.bus, opened, { logger, fail });
  closing.push(() => bus.close());
  const composed: ComposedService[] = [];
  for (const service of opened) {
    const serviceBus = bus.of(service);
    closing.push(() => serviceBus.close());
    const parts = consumerParts(service, serviceBus, shared.busMetrics);
    const publication = await bus.publish?.(service, parts);
    // Before the consumers in this list, so after them at the end: what they still append is published.
    if (publication) closing.push(() => publication.stop());
    const strategy = strategyOf(service, parts);
    composed.push({
      ...{ service, parts, bus: serviceBus },
      ...(publication ? { publication } : {}),
      ...(strategy ? { strategy } : {}),
    });
  }

  const app = await createApp(options, opened);
  closing.push(() => app.close());
  const edge = configureEdge(app, {
    authenticator: options.authenticator,
    secret: options.edgeSecret,
    logger,
    metrics,
    limits: options.limits,
    readiness: readinessOf(opened),
    drainMs: cutAfterMs,
  });
  for (const { strategy } of composed) if (strategy) app.connectMicroservice({ strategy });
  await app.init();
  await app.startAllMicroservices();
  const running: RunningService[] = [];
  for (const { service, strategy, ...parts } of composed) {
    const cases = strategy?.consumer;
    const started = await runService(service, { ...parts, ...(cases ? { cases } : {}) }, shared);
    void started.failed.then(fail);
    if (cases) void cases.failed.then(fail);
    running.push(started);
    closing.push(() => started.stop());
  }
  const operations = createOperationsServer({
    ...options.operations,
    metrics: withConsumerGauges(metrics, running, logger),
    logger,
    services: Object.fromEntries(running.map((service) => [service.name, operationsOf(service)])),
    ...(options.developmentIssuer ? { developmentIssuer: options.developmentIssuer } : {}),
  });
  const operationsUrl = await operations.start();
  closing.push(() => operations.stop());
  await app.listen(options.http.port, options.http.host);
  let stopping: Promise<void> | undefined;
  return {
    url: await app.getUrl(),
    operationsUrl,
    failed,
    stop() {
      // Requests wait for read models, so these go on until the last one is answered.
      stopping ??= edge.drain().then(() => closeAll(closing));
      return stopping;
    },
  };
}

/** The consumer of a service that listens to others, or to itself. */
function strategyOf(
  { blueprint: { name, consumes } }: OpenService,
  parts: ServiceParts['parts'],
): LogConsumerStrategy | undefined {
  if (consumes.length === 0) return undefined;
  return new LogConsumerStrategy({
    ...parts,
    service: name,
    group: casesGroup(name),
    logs: consumes,
    startAt: 'beginning',
    drainMs,
  });
}

async function createApp(
  { services, logger }: PlatformOptions,
  opened: readonly OpenService[],
): Promise<NestFastifyApplication> {
  const imports = services.map(({ module }, index) => {
    const service = opened[index];
    if (!service) throw new Error('every service of the process was opened');
    return module.register(service.runtime);
  });
  return NestFactory.create<NestFastifyApplication>(
    { module: PlatformModule, imports },
    createFastifyAdapter(),
    { logger: nestLogger(logger), abortOnError: false, bodyParser: false },
  );
}

/** The root of the application; what is in it is decided by the process. */
@Module({})
class PlatformModule {}

function readinessOf(opened: readonly OpenService[]) {
  return Object.fromEntries(
    opened.map(({ blueprint, database }) => [
      blueprint.name,
      async () => {
        await database.writer.query('select 1');
      },
    ]),
  );
}
