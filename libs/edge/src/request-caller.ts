import type { HandleOptions, Idempotency } from '@redress/event-log';
import type { Role } from '@redress/contracts';
import type { Actor, CommandMeta, Timestamp, Uuid } from '@redress/kernel';
import type { CursorState, Page, PageQuery } from './page.js';

/** Who calls, when, and under which circumstances: all that a controller may know of a request. */
export interface RequestCaller {
  readonly tenantId: string;
  /** In the first of the caller's roles that grants the route's permission. */
  readonly actor: Actor;
  readonly roles: readonly Role[];
  /** When the edge took the request: the clock of the command. */
  readonly now: Timestamp;
  /** Made by the edge, one per request; also the `instance` of a problem. */
  readonly correlationId: Uuid;
  /** W3C trace context, when the client sent a well-formed one. */
  readonly traceparent?: string;
  /** Why personal data is read; always set on a route with `@RequiresPurpose()`. */
  readonly purpose?: string;
  /** Set on every command route; absent on reads. */
  readonly idempotency?: Idempotency;
  /** The stream version of `If-Match`, when the caller acts on what it saw. */
  readonly expectedVersion?: number;

  /** The circumstances of a command. Origin is LIVE unless overridden. */
  meta(overrides?: Partial<Omit<CommandMeta, 'tenantId'>>): CommandMeta;

  /** Idempotency and expected version, for `handle(streamId, command, caller.handleOptions())`. */
  handleOptions(overrides?: HandleOptions): HandleOptions;

  /**
   * The idempotency of one of several commands that a request makes, e.g. of a row in a batch. Each
   * name is a key of its own. Throws where the route has no Idempotency-Key: a bug.
   */
  idempotencyFor(name: string): Idempotency;

  /**
   * The id of a thing this request makes: derived from tenant, principal, route, Idempotency-Key
   * and name, so that a retry names the same thing. Throws where the route has no Idempotency-Key.
   */
  idFor(name: string): Uuid;

  /** The state inside `query.cursor`; undefined on the first page. Throws PARAMETER_INVALID. */
  cursor(query: PageQuery): CursorState | undefined;

  /** A page whose cursor only this tenant and route can open. `next` is absent on the last page. */
  page<Item>(items: readonly Item[], next?: CursorState): Page<Item>;
}
