import { randomBytes } from 'node:crypto';
import { uuidV7 } from '@redress/kernel';
import type { Logger, Metrics } from '@redress/observability';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { DevelopmentIssuer } from './development-issuer.js';
import { useStrictJson } from './json-body-parser.js';
import { assertLocal } from './local-only.js';
import { hostIsLoopback } from './loopback.js';
import { Problem } from './problem.js';
import { problemOfError } from './problem-of-error.js';
import { securityHeadersFor } from './security-headers.js';
import { sendProblem } from './send-problem.js';

/** Parameters of a call, from the query or the JSON body: texts only. */
export type OperationParameters = Readonly<Record<string, string>>;

/** One thing an operator may look at or do. The answer is sent as JSON. */
export type Operation = (parameters: OperationParameters) => Promise<unknown>;

/** What a service offers its operators. */
export interface ServiceOperations {
  /** `GET /ops/<service>/<name>?…`, e.g. `lag`, `parked`. */
  readonly reads: Readonly<Record<string, Operation>>;
  /** `POST /ops/<service>/<name>` with a JSON object, e.g. `parked/redrive`. */
  readonly acts: Readonly<Record<string, Operation>>;
}

/** What the operations server serves, and where. */
export interface OperationsOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly services: Readonly<Record<string, ServiceOperations>>;
  /** Adds `/dev/tokens`; only on loopback. */
  readonly developmentIssuer?: DevelopmentIssuer;
}

/** The server of metrics and operations, on a port of its own. */
export interface OperationsServer {
  /** Listens, and tells the URL. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Makes the operations server. It asks for no token: whoever reaches its port is trusted, therefore
 * loopback by default, and there only under a loopback `Host`, so that no web page gets here by a
 * name of its own. Throws when the development issuer should be served to others.
 */
export function createOperationsServer(options: OperationsOptions): OperationsServer {
  const { host, port, metrics, developmentIssuer } = options;
  const loopback = hostIsLoopback(host);
  if (developmentIssuer && !loopback) {
    throw new Error(`the development issuer is not served on ${host}: loopback only`);
  }
  const server = fastify({
    bodyLimit: 64 * 1024,
    requestIdHeader: false,
    genReqId: () => uuidV7(Date.now(), randomBytes(10)),
    forceCloseConnections: true,
  });
  useStrictJson(server);
  server.setErrorHandler((error, request, reply) => refuse(error, request, reply, options.logger));
  server.setNotFoundHandler((request, reply) =>
    sendProblem(new Problem('ROUTE_UNKNOWN', 'there is no such route'), request, reply),
  );
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(securityHeadersFor('/'));
    if (loopback) assertLocal(request);
  });
  server.get('/metrics', async (_, reply) => {
    const { contentType, text } = await metrics.render();
    return reply.type(contentType).send(text);
  });
  for (const [name, service] of Object.entries(options.services)) {
    serveService(server, name, service);
  }
  if (developmentIssuer) serveDevelopmentIssuer(server, developmentIssuer);
  return {
    start: () => server.listen({ host, port }),
    stop: () => server.close(),
  };
}

function serveService(
  server: FastifyInstance,
  name: string,
  { reads, acts }: ServiceOperations,
): void {
  for (const [path, read] of Object.entries(reads)) {
    server.get(`/ops/${name}/${path}`, async (request) => read(textsOf(request.query)));
  }
  for (const [path, act] of Object.entries(acts)) {
    server.post(
      `/ops/${name}/${path}`,
      async (request) => (await act(textsOf(request.body))) ?? {},
    );
  }
}

function serveDevelopmentIssuer(server: FastifyInstance, issuer: DevelopmentIssuer): void {
  server.get('/dev/jwks.json', async () => issuer.jwks);
  server.post('/dev/tokens', async (request) => {
    const { role = '', tenant = '', as } = textsOf(request.body);
    return issuer.issue({ role, tenant, ...(as === undefined ? {} : { as }) });
  });
}

function textsOf(value: unknown): OperationParameters {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isObject ? Object.entries(value) : [];
  if (!isObject || !entries.every(([, text]) => typeof text === 'string')) {
    throw new Problem('PARAMETER_INVALID', 'parameters are an object of texts');
  }
  return Object.fromEntries(entries);
}

function refuse(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): void {
  const problem = problemOfError(error);
  if (!problem) logger.error({ err: error, correlationId: request.id }, 'an operation failed');
  const internal = new Problem('INTERNAL', 'the failure was logged under this instance');
  sendProblem(problem ?? internal, request, reply);
}
