import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import { isTransient } from '@redress/event-log';
import type { Logger } from '@redress/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';
import { problemOfError } from './problem-of-error.js';
import type { RouteTable } from './route-table.js';
import { sendProblem } from './send-problem.js';
import { traceIdOf } from './trace-requests.js';

/**
 * Turns everything thrown on the way of an HTTP request into a problem document. What is thrown
 * while an event is handled is not ours: it goes on to the bus, which parks or stops.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly table: RouteTable,
    private readonly logger: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem =
      error instanceof NotFoundException ? this.unmatched(request) : problemOfError(error);
    sendProblem(problem ?? this.unexpected(error, request), request, reply);
  }

  /** A database that is away for a moment says nothing about the request: it may come again. */
  private unexpected(error: unknown, request: FastifyRequest): Problem {
    const route = request.routeOptions.url ?? 'unknown';
    const facts = { err: error, correlationId: request.id, route, ...traceIdOf(request) };
    if (isTransient(error)) {
      this.logger.warn(facts, 'a request may come again');
      return new Problem('NOT_READY', 'something that the service needs did not answer', {
        retryable: true,
        retryAfterSec: 1,
      });
    }
    this.logger.error(facts, 'a request failed');
    return new Problem('INTERNAL', 'the failure was logged under this instance');
  }

  private unmatched(request: FastifyRequest): Problem {
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = this.table.methodsOf(path);
    if (methods.length === 0 || methods.includes(request.method)) {
      return new Problem('ROUTE_UNKNOWN', 'there is no such route');
    }
    const allow = methods.join(', ');
    return new Problem('METHOD_NOT_ALLOWED', `the route takes ${allow}`, { headers: { allow } });
  }
}
