import { randomBytes, randomUUID } from 'node:crypto';
import { systemActor, type Timestamp } from '@redress/kernel';
import type {
  CommandAppend,
  EventLog,
  Idempotency,
  NewEvent,
  Transactions,
} from '../src/event-log.port.js';
import type { StoredDeadline } from '../src/memory-event-log.adapter.js';

/** A log that nobody else uses, and a second way into it. */
export interface EventLogFixture {
  readonly log: EventLog;
  /** The same log as another process sees it: nothing shared but what is stored. */
  readonly other: EventLog;
  readonly transactions: Transactions;
  /** The stored deadlines. */
  deadlines(): Promise<readonly StoredDeadline[]>;
  close(): Promise<void>;
}

export const tenantId = 'demo';
export const occurredAt: Timestamp = '2026-03-02T09:00:00.000Z';

/** A command of one stream, new unless `expectedVersion` says otherwise. */
export function command(
  more: Partial<CommandAppend> & { id?: string; count?: number } = {},
): CommandAppend {
  const { id = randomUUID(), count = 1, ...rest } = more;
  return {
    stream: { tenantId, category: 'complaint', id },
    orderingKey: `${tenantId}/${id}`,
    expectedVersion: 0,
    events: Array.from({ length: count }, (_, index) => event(index)),
    ...rest,
  };
}

/** An event with all parts that an envelope may have. */
export function event(nth = 0): NewEvent {
  return {
    id: randomUUID(),
    type: 'ContactLogged',
    schemaVersion: 2,
    occurredAt,
    actor: systemActor('contract'),
    origin: 'LIVE',
    correlationId: randomUUID(),
    causationId: randomUUID(),
    policyRefs: { 'clock-policy': 3 },
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    data: { nth, words: { sealed: 'complaint:x' }, odd: 'quote " backslash \\ 中文 \u001e' },
    sealed: [
      { subject: 'complaint:a"b\\c', ciphertext: Uint8Array.from([0, 1, 254, 255]) },
      { subject: 'tenant:demo', ciphertext: Uint8Array.from([]) },
    ],
  };
}

export function idempotency(): Idempotency {
  return { key: randomBytes(32), bodyMac: randomBytes(32) };
}

/** Ids of streams of which each falls into another partition than the ones before. */
export function orderingKeyOf(partition: number, partitionOf: (key: string) => number): string {
  for (let attempt = 0; ; attempt += 1) {
    const key = `${tenantId}/${attempt}-${randomUUID()}`;
    if (partitionOf(key) === partition) return key;
  }
}

export async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
