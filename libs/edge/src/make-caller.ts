import type { Role } from '@redress/contracts';
import type { Idempotency } from '@redress/event-log';
import { type Timestamp, type Uuid } from '@redress/kernel';
import type { RequestCaller } from './request-caller.js';
import type { CursorCodec } from './cursor-codec.js';
import { idOfPart, idempotencyOfPart } from './idempotency.js';
import type { Identity } from './identity.js';

/** Everything a caller is made of. */
export interface CallerParts {
  readonly identity: Identity;
  /** The role that grants the route's permission. */
  readonly role: Role;
  readonly now: Timestamp;
  readonly correlationId: Uuid;
  /** Method and template, e.g. `GET /api/v1/cases`. */
  readonly route: string;
  readonly cursors: CursorCodec;
  readonly traceparent: string | undefined;
  readonly purpose: string | undefined;
  readonly idempotency: Idempotency | undefined;
  readonly expectedVersion: number | undefined;
}

/** Makes the caller of one request. */
export function makeCaller(parts: CallerParts): RequestCaller {
  const { identity, role, now, correlationId, route, cursors } = parts;
  const { traceparent, purpose, idempotency, expectedVersion } = parts;
  const { tenantId, userId, roles } = identity;
  const actor = {
    kind: role === 'integration' ? 'INTEGRATION' : 'USER',
    role,
    id: userId,
  } as const;
  const cursorScope = [tenantId, route];
  const required = (): Idempotency => {
    if (idempotency) return idempotency;
    throw new Error(`${route} takes no Idempotency-Key, so nothing can be derived from it`);
  };
  return {
    tenantId,
    actor,
    roles,
    now,
    correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(idempotency === undefined ? {} : { idempotency }),
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
    meta: (overrides = {}) => ({
      tenantId,
      actor,
      now,
      origin: 'LIVE',
      correlationId,
      ...(traceparent === undefined ? {} : { traceparent }),
      ...overrides,
    }),
    handleOptions: (overrides = {}) => ({
      ...(idempotency === undefined ? {} : { idempotency }),
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
      ...overrides,
    }),
    idempotencyFor: (name) => idempotencyOfPart(required(), name),
    idFor: (name) => idOfPart(required(), name),
    cursor: ({ cursor }) => (cursor === undefined ? undefined : cursors.open(cursorScope, cursor)),
    page: (items, next) => ({
      items,
      nextCursor: next === undefined ? null : cursors.seal(cursorScope, next),
    }),
  };
}
