import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { Logger, Metrics } from '@redress/observability';
import type { FastifyInstance } from 'fastify';
import { AccessGuard } from './access.guard.js';
import { type AfterGate, afterGateOf } from './after-gate.port.js';
import { AfterGuard } from './after.guard.js';
import { AnswerInterceptor } from './answer.interceptor.js';
import { assertEveryRouteDeclares } from './assert-every-route-declares.js';
import { CallerGuard } from './caller.guard.js';
import { createCursorCodec } from './cursor-codec.js';
import { DtoPipe } from './dto-validation.js';
import { type ReadinessCheck, serveHealth } from './health.js';
import { useStrictJson } from './json-body-parser.js';
import { listRoutes } from './list-routes.js';
import { openApiOf } from './openapi.js';
import { Problem } from './problem.js';
import { ProblemFilter } from './problem.filter.js';
import { RateGuard, type RequestLimits } from './rate.guard.js';
import { headerOf } from './request-header.js';
import { requestState } from './request-state.js';
import { type RouteTable, createRouteTable } from './route-table.js';
import { RunningRequests } from './running-requests.js';
import { docsPath, securityHeadersFor } from './security-headers.js';
import type { Authenticator } from './token-verifier.js';
import { traceRequests } from './trace-requests.js';
import { createWaiterBound } from './waiter-bound.js';

/** Longest wait for `Redress-After`, in milliseconds. */
const afterTimeoutMs = 5_000;

/** Requests that may wait at the same time: of one caller, and in the process. */
const waitersMax = { perCaller: 8, all: 512 } as const;

const drainMsDefault = 10_000;

/** Longest wait for running requests at a stop: more than the longest wait for `Redress-After`. */
const requestsMaxMs = 5_500;

/** Fewest bytes of the secret. */
const secretBytesMin = 32;

/** What the edge is made of. */
export interface EdgeOptions {
  readonly authenticator: Authenticator;
  /** Keys idempotency and cursors: at least 32 bytes, the same on every replica and after a restart. */
  readonly secret: Uint8Array;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Absent: nobody is held back. */
  readonly limits?: RequestLimits;
  /** By name, e.g. `database`. */
  readonly readiness?: Readonly<Record<string, ReadinessCheck>>;
  /** Where `/` leads; null when something else serves it. The API documentation by default. */
  readonly home?: string | null;
  /** How long running requests may take to end once `app.close()` was called; 10 s by default. */
  readonly drainMs?: number;
  /** UTC milliseconds; the real clock by default. */
  readonly now?: () => number;
}

/** The edge of a running application. */
export interface Edge {
  /**
   * From now on `/health/ready` says no and new requests get 503. Resolves when the running ones have
   * ended, or after {@link requestsMaxMs}. Wait for it first when stopping, before anything is closed
   * that they may need, `app.close()` included.
   */
  drain(): Promise<void>;
}

/**
 * Puts the whole edge in front of an application that was made with `createFastifyAdapter`: call it
 * once, before `app.init()` or `app.listen()`. Throws when a route does not declare who may call it,
 * or a service with routes provides no `AfterGate`.
 */
export function configureEdge(app: NestFastifyApplication, options: EdgeOptions): Edge {
  if (options.secret.length < secretBytesMin) {
    throw new Error(`the secret of the edge has fewer than ${secretBytesMin} bytes`);
  }
  assertEveryRouteDeclares(app);
  const { secret, now = Date.now } = options;
  const table = createRouteTable(listRoutes(app));
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  const requests = new RunningRequests();
  let stopping = false;
  const refuse = () => {
    stopping = true;
  };

  takeOnlyStrictJson(app, fastify);
  traceRequests(fastify, table);
  welcome(fastify, { ...options, table, requests, isStopping: () => stopping });
  fastify.addHook('preClose', async () => {
    refuse();
    cutAfter(fastify, options.drainMs ?? drainMsDefault);
  });

  app.useGlobalFilters(new ProblemFilter(table, options.logger));
  app.useGlobalGuards(
    new AccessGuard(table),
    ...(options.limits ? [new RateGuard(options.limits)] : []),
    new CallerGuard({ table, secret, cursors: createCursorCodec(secret), now }),
    new AfterGuard({
      table,
      gates: gatesOf(app, table),
      waiters: createWaiterBound(waitersMax.perCaller, waitersMax.all),
      timeoutMs: afterTimeoutMs,
    }),
  );
  app.useGlobalPipes(new DtoPipe());
  app.useGlobalInterceptors(new AnswerInterceptor());

  serveHealth(fastify, options.readiness ?? {}, () => stopping);
  serveDocumentation(app, fastify, table, options.home);
  return {
    drain() {
      refuse();
      return requests.ended(requestsMaxMs);
    },
  };
}

/** A client that never reads, or never finishes asking, must not keep the process from stopping. */
function cutAfter(fastify: FastifyInstance, drainMs: number): void {
  const timer = setTimeout(() => fastify.server.closeAllConnections(), drainMs);
  fastify.server.once('close', () => clearTimeout(timer));
  // A server that never listened is never closed.
  timer.unref();
}

function takeOnlyStrictJson(app: NestFastifyApplication, fastify: FastifyInstance): void {
  // Nest would add its own parsers at init; after this it believes that it has.
  app.getHttpAdapter().registerParserMiddleware();
  useStrictJson(fastify);
}

interface WelcomeOptions extends Pick<EdgeOptions, 'authenticator' | 'metrics'> {
  readonly table: RouteTable;
  readonly requests: RunningRequests;
  readonly isStopping: () => boolean;
}

/** Headers, the stop, the token: before a single byte of a body is read. */
function welcome(
  fastify: FastifyInstance,
  { table, authenticator, metrics, requests, isStopping }: WelcomeOptions,
): void {
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.headers(securityHeadersFor(request.url));
    if (isStopping() && !request.url.startsWith('/health/')) {
      void reply.header('connection', 'close');
      throw new Problem('NOT_READY', 'the service is stopping', {
        retryable: true,
        retryAfterSec: 1,
      });
    }
    requests.enter(reply);
    const route = table.find(request.method, request.routeOptions.url);
    if (route?.access?.kind !== 'permission') return;
    const authorization = headerOf(request, 'authorization');
    requestState(request).identity = await authenticator.authenticate(authorization);
  });
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const labels = { method: request.method, route, status: reply.statusCode };
    metrics.httpAnswered(labels, reply.elapsedTime / 1_000);
  });
}

function gatesOf(app: NestFastifyApplication, table: RouteTable): ReadonlyMap<string, AfterGate> {
  const services = new Set(table.routes.flatMap(({ service }) => service ?? []));
  return new Map(
    [...services].map((service) => [
      service,
      app.get<AfterGate>(afterGateOf(service), { strict: false }),
    ]),
  );
}

function serveDocumentation(
  app: NestFastifyApplication,
  fastify: FastifyInstance,
  table: RouteTable,
  home: string | null | undefined,
): void {
  const document = openApiOf(app, table.routes);
  const text = JSON.stringify(document);
  fastify.get('/api/openapi.json', async (_, reply) => reply.type('application/json').send(text));
  SwaggerModule.setup(docsPath.slice(1), app, document, {
    raw: false,
    customSiteTitle: 'Redress API',
    swaggerOptions: { url: '/api/openapi.json' },
  });
  if (home !== null) {
    fastify.get('/', async (_, reply) => reply.redirect(home ?? docsPath, 302));
  }
}
