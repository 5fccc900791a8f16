import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { roleGranting } from './permissions.js';
import { Problem } from './problem.js';
import { requestState } from './request-state.js';
import type { RouteTable } from './route-table.js';

/**
 * Decides by the access matrix. The token was verified before the body was read; here the absence
 * of an identity, of a declaration or of a granting role all mean no.
 */
export class AccessGuard implements CanActivate {
  constructor(private readonly table: RouteTable) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const route = this.table.find(request.method, request.routeOptions.url);
    if (!route?.access) throw new Problem('FORBIDDEN', 'the route declares nobody who may');
    if (route.access.kind === 'public') return true;
    const { permission } = route.access;
    const { identity } = requestState(request);
    if (!identity)
      throw new Problem('UNAUTHENTICATED', 'the request carries no valid access token');
    if (roleGranting(permission, identity.roles) === undefined) {
      throw new Problem('FORBIDDEN', `${permission} is not granted by your roles`, {
        context: { permission },
      });
    }
    return true;
  }
}
