import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { afterPositionsOf } from './after-header.js';
import type { AfterGate } from './after-gate.port.js';
import { Problem } from './problem.js';
import { headerOf } from './request-header.js';
import { requestState } from './request-state.js';
import { isCommand } from './route-declaration.js';
import type { RouteTable } from './route-table.js';
import type { WaiterBound } from './waiter-bound.js';

/** What the guard is given. */
export interface AfterGuardOptions {
  readonly table: RouteTable;
  /** The gate of each service that has routes. */
  readonly gates: ReadonlyMap<string, AfterGate>;
  readonly waiters: WaiterBound;
  readonly timeoutMs: number;
}

/** Lets a request with `Redress-After` through once the route's own service has come so far. */
export class AfterGuard implements CanActivate {
  constructor(private readonly options: AfterGuardOptions) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const positions = afterPositionsOf(headerOf(request, 'redress-after'));
    if (positions.length === 0) return true;
    const { table, gates, waiters, timeoutMs } = this.options;
    const route = table.find(request.method, request.routeOptions.url);
    const gate = gates.get(route?.service ?? '');
    const { caller } = requestState(request);
    if (!route || !gate || !caller) {
      throw new Problem('AFTER_INVALID', 'this route waits for nothing');
    }
    const leave = waiters.enter(`${caller.tenantId}/${caller.actor.id}`);
    try {
      const verdict = await gate.wait({
        positions,
        kind: isCommand(route) ? 'command' : 'read',
        route: route.path,
        readModels: route.readModels,
        timeoutMs,
      });
      if (verdict === 'reached') return true;
      throw verdict === 'unknown' ? unknown() : late();
    } finally {
      leave();
    }
  }
}

function unknown(): Problem {
  return new Problem('AFTER_INVALID', 'this service knows no such log or partition');
}

function late(): Problem {
  return new Problem('AFTER_TIMEOUT', 'the position was not reached in time; nothing was done', {
    retryable: true,
    retryAfterSec: 1,
  });
}
