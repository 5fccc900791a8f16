import { createHash } from 'node:crypto';
import { isTimestamp } from '@redress/kernel';
import type { CommandAppend, NewEvent } from './event-log.port.js';
import { partitionOf } from './partition.js';

/** A command as text, ready to be put into any batch: only its number in the batch is missing. */
export interface EncodedCommand {
  readonly command: CommandAppend;
  /** Tells two commands for one stream; the tenant is part of it. */
  readonly stream: string;
  /** Where a new stream goes; a stream that exists stays where it is. */
  readonly partition: number;
  /** Hex of the idempotency key; empty without one. */
  readonly key: string;
  readonly row: string;
  readonly events: readonly string[];
  readonly reservations: readonly { readonly digest: string; readonly kind: string }[];
  readonly deadlines: readonly string[];
  /** UTF-16 units of all of it: the size by which a batch is bounded. */
  readonly size: number;
}

/** Separators of the append function's parameters: JSON never contains raw control characters. */
export const fieldSeparator = '\x1f';
export const rowSeparator = '\x1e';

const identifierMax = 200;
// Control characters would break the rows; a lone surrogate would be stored as another character.
const notStorable = /[\p{Cc}\p{Surrogate}]/u;

/**
 * Checks a command and writes it as text.
 *
 * @throws RangeError when a part of it cannot be stored: it would fail its whole batch in the
 *   database, so it is refused before it joins one
 */
export function encodeCommand(command: CommandAppend): EncodedCommand {
  const { stream, idempotency, notBefore, deadlines } = command;
  const names = [stream.tenantId, stream.category, stream.id, command.orderingKey].map(identifier);
  if (command.events.length === 0) throw new RangeError('a command without events writes nothing');
  if (!Number.isInteger(command.expectedVersion) || command.expectedVersion < 0) {
    throw new RangeError(`${command.expectedVersion} is no version`);
  }
  const partition = partitionOf(command.orderingKey);
  const key = idempotency ? hex(idempotency.key) : '';
  const row = [
    command.expectedVersion,
    command.events.length,
    partition,
    notBefore === undefined ? '' : timestamp(notBefore),
    ...names,
    key,
    idempotency ? hex(idempotency.bodyMac) : '',
  ].join(fieldSeparator);
  const events = command.events.map(encodeEvent);
  return {
    command,
    stream: names.slice(0, 3).join(fieldSeparator),
    partition,
    key,
    row,
    events,
    reservations: (command.reserve ?? []).map(({ kind, key: reserved }) => ({
      digest: reservationDigest(stream.tenantId, kind, reserved),
      kind: identifier(kind),
    })),
    deadlines: [
      ...(deadlines?.cancel ?? []).map((timerId) => `${identifier(timerId)}${fieldSeparator}`),
      ...(deadlines?.set ?? []).map(
        ({ timerId, dueAt }) => `${identifier(timerId)}${fieldSeparator}${timestamp(dueAt)}`,
      ),
    ],
    size: events.reduce((sum, event) => sum + event.length, row.length),
  };
}

/** Hex of SHA-256 over tenant, kind and key: what makes a reservation unique. */
export function reservationDigest(tenantId: string, kind: string, key: string): string {
  const text = [tenantId, kind, key].join(fieldSeparator);
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Hex of bytes, without the `\x` of SQL. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

function encodeEvent(event: NewEvent): string {
  const { actor, origin, correlationId, causationId, policyRefs, traceparent } = event;
  const data = JSON.stringify(event.data);
  if (data === undefined) throw new RangeError(`${event.type} has no data`);
  // JSON leaves out what is undefined.
  const meta = { actor, origin, correlationId, causationId, policyRefs, traceparent };
  return [
    event.id,
    identifier(event.type),
    event.schemaVersion,
    timestamp(event.occurredAt),
    JSON.stringify(meta),
    data,
    sqlArray(event.sealed.map(({ subject }) => identifier(subject).replace(/["\\]/g, '\\$&'))),
    sqlArray(event.sealed.map(({ ciphertext }) => `\\\\x${hex(ciphertext)}`)),
  ].join(fieldSeparator);
}

function sqlArray(items: readonly string[]): string {
  return items.length === 0 ? '' : `{${items.map((item) => `"${item}"`).join(',')}}`;
}

function identifier(text: string): string {
  if (text.length === 0 || text.length > identifierMax || notStorable.test(text)) {
    throw new RangeError(
      `${JSON.stringify(text)} is no identifier: 1 to ${identifierMax} characters`,
    );
  }
  return text;
}

function timestamp(text: string): string {
  // PostgreSQL has no year 0.
  if (!isTimestamp(text) || text.startsWith('0000'))
    throw new RangeError(`not a timestamp: ${text}`);
  return text;
}
