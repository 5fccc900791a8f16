import { randomUUID } from 'node:crypto';
import httpProxy from '@fastify/http-proxy';
import { Problem, problemOfError, securityHeadersFor, sendProblem } from '@redress/edge';
import type { Logger } from '@redress/observability';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';

/** Which base URL a request goes to; undefined where nobody serves it. */
export type UpstreamOf = (request: FastifyRequest) => string | undefined;

/** Longest wait for an answer: an import batch on a busy machine takes seconds, not minutes. */
const answerTimeoutMs = 120_000;

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
  server.setErrorHandler((error, request, reply) => refuse(error, request, reply, logger));
  server.setNotFoundHandler((request, reply) => sendProblem(unknownRoute(), request, reply));
  return server;
}

/**
 * Passes every request under a prefix on as it is, body unread, to the service that it belongs to.
 * A service that does not answer is a 503 with `Retry-After`: it will be back, and whoever sends the
 * same Idempotency-Key again loses nothing.
 */
export function passOn(
  server: FastifyInstance,
  prefix: string,
  upstreamOf: UpstreamOf,
  options: { readonly to?: string; readonly logger: Logger },
): void {
  void server.register(httpProxy, {
    prefix,
    rewritePrefix: options.to ?? prefix,
    upstream: '',
    undici: { headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs },
    preHandler: async (request) => {
      if (upstreamOf(request) === undefined) throw unknownRoute();
    },
    replyOptions: {
      getUpstream: (request) => upstreamOf(request as FastifyRequest) ?? '',
      onError: (reply, { error }) => {
        const { request } = reply as FastifyReply;
        options.logger.warn({ err: error, path: prefix }, 'a service did not answer');
        sendProblem(notReady('the service does not answer'), request, reply as FastifyReply);
      },
    },
  });
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
