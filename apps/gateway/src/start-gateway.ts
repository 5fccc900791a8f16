import { serviceNames } from '@redress/contracts';
import { assertLocal, hostIsLoopback, serveHealth } from '@redress/edge';
import type { Logger, Metrics } from '@redress/observability';
import type { RunningParts } from '@redress/runtime';
import type { FastifyInstance } from 'fastify';
import { gatewayServer, notReady, passOn } from './gateway-server.js';
import { mergedOpenApi, type OpenApiDocument } from './merged-openapi.js';
import { serviceNamed, serviceOfPath } from './nouns.js';
import { type ReplicaClient, replicaClient } from './replica-client.js';
import type { Replicas } from './replicas.js';
import type { Upstreams } from './upstreams.js';
import { watchReadiness } from './watch-readiness.js';

/** What the gateway is made of. */
export interface GatewayOptions {
  readonly upstreams: Upstreams;
  readonly http: { readonly host: string; readonly port: number };
  readonly operations: { readonly host: string; readonly port: number };
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Longest wait for answers of services when the gateway stops, in milliseconds. 8,000 by default. */
  readonly drainMs?: number;
}

/** The gateway at work. */
export interface RunningGateway extends RunningParts {
  readonly url: string;
  readonly operationsUrl: string;
}

/** Longest wait for what the gateway itself asks a service, in milliseconds. */
const askTimeoutMs = 2_000;

const drainMsDefault = 8_000;

/** Puts one address in front of the five services, and another one in front of their operations. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  let isStopping = false;
  const { upstreams } = options;
  const replicas = [upstreams.api, upstreams.operations].flatMap((of) => Object.values(of));
  const client = replicaClient(replicas);
  const api = apiServer(options, client, () => isStopping);
  const operations = operationsServer(options, client);
  const operationsUrl = await operations.listen(options.operations);
  let url: string;
  try {
    url = await api.listen(options.http);
  } catch (error) {
    await operations.close();
    throw error;
  }
  const watch = watchReadiness(Object.values(upstreams.api), isReady);
  async function end(): Promise<void> {
    // A service that is silent may be so for longer than a stop may take: its callers are told to come again.
    const cut = setTimeout(() => client.destroy(), options.drainMs ?? drainMsDefault);
    await Promise.all([watch.stop(), api.close(), operations.close()]);
    clearTimeout(cut);
    client.destroy();
  }
  let stopping: Promise<void> | undefined;
  return {
    ...{ url, operationsUrl },
    failed: new Promise(() => undefined),
    async stop() {
      isStopping = true;
      stopping ??= end();
      await stopping;
    },
  };
}

function apiServer(
  { upstreams, logger, metrics }: GatewayOptions,
  client: ReplicaClient,
  isStopping: () => boolean,
): FastifyInstance {
  const server = gatewayServer(logger);
  server.addHook('onResponse', async (request, reply) => {
    const service = serviceOfPath(request.url);
    const route = service ? `gateway:${service}` : (request.routeOptions.url ?? 'unknown');
    const labels = { method: request.method, route, status: reply.statusCode };
    metrics.httpAnswered(labels, reply.elapsedTime / 1_000);
  });
  const checks = serviceNames.map((service) => [
    service,
    async () => void (await askOneOf(upstreams.api[service], '/health/ready')),
  ]);
  serveHealth(server, Object.fromEntries(checks), isStopping);
  server.get('/api/openapi.json', async () => mergedOpenApi(await documentsOf(upstreams)));
  server.get('/', async (_, reply) => reply.redirect('/api/docs', 302));
  // The page is the same in every service; it reads the document above.
  passOn(server, '/api/docs', () => upstreams.api.intake, { client, logger });
  passOn(server, '/api/v1', ({ url }) => at(upstreams.api, serviceOfPath(url)), {
    ...{ client, logger },
  });
  return server;
}

/** Asks for no token, like the operations of a service: who reaches the port is trusted. */
function operationsServer(
  { upstreams: { operations }, operations: { host }, logger, metrics }: GatewayOptions,
  client: ReplicaClient,
): FastifyInstance {
  const server = gatewayServer(logger);
  const loopback = hostIsLoopback(host);
  server.addHook('onRequest', async (request) => {
    if (loopback) assertLocal(request);
  });
  server.get('/metrics', async (_, reply) => {
    const { contentType, text } = await metrics.render();
    return reply.type(contentType).send(text);
  });
  for (const service of serviceNames) {
    passOn(server, `/metrics/${service}`, () => operations[service], {
      ...{ client, logger, to: '/metrics' },
    });
  }
  const secondPart = (url: string) => /^\/ops\/([^/?#]+)/.exec(url)?.[1] ?? '';
  passOn(server, '/ops', ({ url }) => at(operations, serviceNamed(secondPart(url))), {
    ...{ client, logger },
  });
  // The development issuer has one key in all processes; behind a real one there is nothing here.
  passOn(server, '/dev', () => operations.intake, { client, logger });
  return server;
}

function at<Name extends string>(
  replicas: Readonly<Record<Name, Replicas>>,
  name: Name | undefined,
): Replicas | undefined {
  return name === undefined ? undefined : replicas[name];
}

async function documentsOf({ api }: Upstreams): Promise<OpenApiDocument[]> {
  return Promise.all(
    serviceNames.map(async (service) => {
      const response = await askOneOf(api[service], '/api/openapi.json').catch(() => {
        throw notReady(`${service} does not answer`);
      });
      return (await response.json()) as OpenApiDocument;
    }),
  );
}

function askOneOf({ addresses }: Replicas, path: string): Promise<Response> {
  return Promise.any(addresses.map((address) => ask(`${address}${path}`)));
}

async function isReady(address: string): Promise<boolean> {
  return ask(`${address}/health/ready`).then(
    () => true,
    () => false,
  );
}

async function ask(url: string): Promise<Response> {
  const response = await fetch(url, { signal: AbortSignal.timeout(askTimeoutMs) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response;
}
