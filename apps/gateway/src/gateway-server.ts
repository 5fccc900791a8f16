import { randomUUID } from 'node:crypto';
import httpProxy, { type FastifyHttpProxyOptions } from '@fastify/http-proxy';
import { Problem, problemOfError, securityHeadersFor, sendProblem } from '@redress/edge';
import type { Logger } from '@redress/observability';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { ReplicaClient } from './replica-client.js';
import type { Replicas } from './replicas.js';

/** Whose replicas a request goes to; undefined where nobody serves it. */
export type UpstreamOf = (request: FastifyRequest) => Replicas | undefined;

/** A server that answers in problems, as the services do. */
export function gatewayServer(logger: Logger): FastifyInstance {
  const server = fastify({
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    trustProxy: false,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true },
    frameworkErrors: (error, request, reply) => refuse(error, request, reply, logger),
  });
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(securityHeadersFor(request.url));
  });
  let isClosing = false;
  server.addHook('preClose', async () => {
    isClosing = true;
  });
  server.addHook('onSend', async (_, reply) => {
    // Else the connection stays, and the server with it, until the client lets go.
    if (isClosing) void reply.header('connection', 'close');
  });
  server.setErrorHandler((error, request, reply) => refuse(error, request, reply, logger));
  server.setNotFoundHandler((request, reply) => sendProblem(unknownRoute(), request, reply));
  return server;
}

/**
 * Passes every request under a prefix on as it is to a replica of the service that it belongs to. A
 * service that does not answer is a 503 with `Retry-After`: it will be back, and whoever sends the same
 * Idempotency-Key again loses nothing.
 */
export function passOn(
  server: FastifyInstance,
  prefix: string,
  upstreamOf: UpstreamOf,
  options: { readonly to?: string; readonly client: ReplicaClient; readonly logger: Logger },
): void {
  void server.register(httpProxy, {
    prefix,
    rewritePrefix: options.to ?? prefix,
    upstream: '',
    undici: dispatcherOf(options.client),
    preHandler: async (request) => {
      if (upstreamOf(request) === undefined) throw unknownRoute();
    },
    replyOptions: {
      getUpstream: (request) => upstreamOf(request as FastifyRequest)?.origin ?? '',
      onError: (reply, { error }) => {
        const { request } = reply as FastifyReply;
        options.logger.warn({ err: error, path: prefix }, 'a service did not answer');
        const service = nameOf(upstreamOf(request));
        sendProblem(notReady(`${service} does not answer`), request, reply as FastifyReply);
      },
    },
  });
}

/** `triage`, whose origin is `http://triage.api`. */
function nameOf(replicas: Replicas | undefined): string {
  return replicas === undefined
    ? 'the service'
    : (new URL(replicas.origin).hostname.split('.')[0] ?? '');
}

type Dispatcher = NonNullable<FastifyHttpProxyOptions['undici']>;

/** The proxy calls one form of what undici has, with a callback, and its types ask for every form. */
function dispatcherOf(client: ReplicaClient): Dispatcher {
  const given: object = client;
  if (!isDispatcher(given)) throw new TypeError('a dispatcher sends requests');
  return given;
}

/** What the proxy itself looks for. */
function isDispatcher(given: object): given is Dispatcher {
  return 'request' in given;
}

/** What is said while a service is away. */
export function notReady(detail: string): Problem {
  return new Problem('NOT_READY', detail, { retryable: true, retryAfterSec: 1 });
}

function unknownRoute(): Problem {
  return new Problem('ROUTE_UNKNOWN', 'there is no such route');
}

function refuse(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): void {
  void reply.headers(securityHeadersFor('/'));
  const problem = problemOfError(error);
  if (!problem) logger.error({ err: error, correlationId: request.id }, 'the gateway failed');
  const internal = new Problem('INTERNAL', 'the failure was logged under this instance');
  sendProblem(problem ?? internal, request, reply);
}
