import { openSpan } from '@redress/observability';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { headerOf } from './request-header.js';
import { requestState } from './request-state.js';
import { routeName } from './route-declaration.js';
import type { RouteTable } from './route-table.js';
import { traceparentOf } from './traceparent-header.js';

/**
 * Makes a span of each request to a declared route, from its first header to its last byte, in the
 * trace of the client where there is one. Nothing of the URL but its template is told.
 */
export function traceRequests(fastify: FastifyInstance, table: RouteTable): void {
  fastify.addHook('onRequest', async (request) => {
    const route = table.find(request.method, request.routeOptions.url);
    if (!route) return;
    const span = openSpan({
      name: routeName(route.method, route.path),
      role: 'server',
      parent: traceparentOf(headerOf(request, 'traceparent')),
      attributes: {
        'http.request.method': route.method,
        'http.route': route.path,
        'redress.correlation_id': request.id,
      },
    });
    if (span) requestState(request).span = span;
  });
  // Here and not at the first hook: between them the body is read, in a context of its socket.
  fastify.addHook('preHandler', (request, _, next) => {
    const { span } = requestState(request);
    if (span) span.run(next);
    else next();
  });
  fastify.addHook('onResponse', async (request, reply) => {
    const { span } = requestState(request);
    if (!span) return;
    span.set('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span.fail(String(reply.statusCode));
    span.end();
  });
}

/** For log lines about a request: the trace of its client, where no span of ours says so. */
export function traceIdOf(request: FastifyRequest): { trace_id?: string } {
  if (requestState(request).span) return {};
  const [, traceId] = traceparentOf(headerOf(request, 'traceparent'))?.split('-') ?? [];
  return traceId === undefined ? {} : { trace_id: traceId };
}
