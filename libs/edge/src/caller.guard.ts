import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { type Timestamp, timestampOf } from '@redress/kernel';
import type { FastifyRequest } from 'fastify';
import type { CursorCodec } from './cursor-codec.js';
import { clientKeyOf, idempotencyOf } from './idempotency.js';
import type { Identity } from './identity.js';
import { expectedVersionOf } from './if-match.js';
import { makeCaller } from './make-caller.js';
import { roleGranting } from './permissions.js';
import { Problem } from './problem.js';
import { purposeOf } from './purpose-header.js';
import { headerOf } from './request-header.js';
import { requestState } from './request-state.js';
import { type RouteDeclaration, isCommand, routeName } from './route-declaration.js';
import type { RouteTable } from './route-table.js';
import { traceparentOf } from './traceparent-header.js';

/** What the guard is given. */
export interface CallerGuardOptions {
  readonly table: RouteTable;
  readonly secret: Uint8Array;
  readonly cursors: CursorCodec;
  /** UTC milliseconds. */
  readonly now: () => number;
}

/** Reads the headers of an allowed request and makes its `Caller`. */
export class CallerGuard implements CanActivate {
  constructor(private readonly options: CallerGuardOptions) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const route = this.options.table.find(request.method, request.routeOptions.url);
    const state = requestState(request);
    if (route?.access?.kind !== 'permission' || !state.identity) return true;
    const { identity } = state;
    const role = roleGranting(route.access.permission, identity.roles);
    if (role === undefined) throw new Problem('FORBIDDEN', 'no role grants this');
    const now: Timestamp = timestampOf(this.options.now());
    state.caller = makeCaller({
      identity,
      role,
      now,
      correlationId: request.id,
      route: routeName(route.method, route.path),
      cursors: this.options.cursors,
      // What comes of the request belongs to its span; without one, to that of the client.
      traceparent: state.span?.traceparent ?? traceparentOf(headerOf(request, 'traceparent')),
      purpose: statedPurpose(request, route),
      idempotency: isCommand(route) ? this.idempotency(request, route, identity) : undefined,
      expectedVersion: expectedVersionOf(headerOf(request, 'if-match')),
    });
    return true;
  }

  private idempotency(request: FastifyRequest, route: RouteDeclaration, identity: Identity) {
    const scope = {
      tenantId: identity.tenantId,
      principal: identity.userId,
      method: route.method,
      route: route.path,
      params: request.params as Record<string, string>,
      clientKey: clientKeyOf(headerOf(request, 'idempotency-key')),
    };
    return idempotencyOf(this.options.secret, scope, request.body);
  }
}

function statedPurpose(request: FastifyRequest, route: RouteDeclaration): string | undefined {
  const purpose = purposeOf(headerOf(request, 'redress-purpose'));
  if (purpose === undefined && route.purposeRequired) {
    throw new Problem('PURPOSE_MISSING', 'personal data is read here: say why in Redress-Purpose');
  }
  return purpose;
}
