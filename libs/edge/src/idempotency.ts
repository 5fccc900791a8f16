import { createHmac } from 'node:crypto';
import type { Idempotency } from '@redress/event-log';
import { type Uuid, uuidV8 } from '@redress/kernel';
import { canonicalJson } from './canonical-json.js';
import { Problem } from './problem.js';

/** What makes an Idempotency-Key one client's key for one request. */
export interface KeyScope {
  readonly tenantId: string;
  readonly principal: string;
  readonly method: string;
  /** Route template: the same key on another route is another key. */
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
  readonly clientKey: string;
}

/** The client's key. Throws IDEMPOTENCY_KEY_MISSING or IDEMPOTENCY_KEY_INVALID. */
export function clientKeyOf(header: string | undefined): string {
  if (header === undefined || header === '') {
    throw new Problem('IDEMPOTENCY_KEY_MISSING', 'a command needs an Idempotency-Key');
  }
  // The draft of the IETF writes it as a quoted string; both spellings name the same key.
  const key = /^"([^"]*)"$/.exec(header)?.[1] ?? header;
  if (/^[A-Za-z0-9._:-]{1,128}$/.test(key)) return key;
  throw new Problem(
    'IDEMPOTENCY_KEY_INVALID',
    'an Idempotency-Key has 1 to 128 letters, digits and . _ : -',
  );
}

/** Both MACs of a request. They are keyed, so that the log holds nothing a client could guess. */
export function idempotencyOf(secret: Uint8Array, scope: KeyScope, body: unknown): Idempotency {
  const { tenantId, principal, method, route, params, clientKey } = scope;
  const key = mac(secret, ['key', tenantId, principal, method, route, params, clientKey]);
  const bodyMac = mac(secret, ['body', method, params, body ?? null]);
  return { key, bodyMac };
}

/** The key of one of several commands of a request. */
export function idempotencyOfPart(whole: Idempotency, name: string): Idempotency {
  return { key: mac(whole.key, ['part', name]), bodyMac: whole.bodyMac };
}

/** The id of a thing that a request makes: version 8, the same whenever the request is sent again. */
export function idOfPart(whole: Idempotency, name: string): Uuid {
  return uuidV8(mac(whole.key, ['id', name]));
}

// Canonical JSON keeps the parts apart: no two scopes run together into the same text.
function mac(secret: Uint8Array, parts: readonly unknown[]): Uint8Array {
  return createHmac('sha256', secret).update(canonicalJson(parts)).digest();
}
