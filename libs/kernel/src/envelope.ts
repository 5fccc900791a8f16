import type { Actor } from './actor.js';
import type { Uuid } from './ids.js';
import type { Timestamp } from './time.js';

/** Where a record stands: Kafka's coordinates, in PostgreSQL too. Offsets are dense, from 0. */
export interface Position {
  readonly log: string;
  readonly partition: number;
  readonly offset: number;
}

/** `<log>/<partition>/<offset>`: how a position is written in headers and messages. */
export function formatPosition(position: Position): string {
  return `${position.log}/${position.partition}/${position.offset}`;
}

const positionPattern = /^([a-z][a-z-]{0,31})\/(0|[1-9]\d{0,2})\/(0|[1-9]\d{0,14})$/;

/** Reads what `formatPosition` wrote; undefined when the text is not a position. */
export function parsePosition(text: string): Position | undefined {
  const match = positionPattern.exec(text);
  if (!match) return undefined;
  const [, log = '', partition, offset] = match;
  return { log, partition: Number(partition), offset: Number(offset) };
}

/** The events of one aggregate: a category such as `complaint` and the aggregate's id. */
export interface StreamRef {
  readonly tenantId: string;
  readonly category: string;
  readonly id: Uuid | string;
}

/** LIVE: happened here. IMPORT: history of another system. DRILL: a rehearsal. */
export const origins = ['LIVE', 'IMPORT', 'DRILL'] as const;
export type Origin = (typeof origins)[number];

/** The versions of the policies that a decision relied on, e.g. `{ 'clock-policy': 3 }`. */
export type PolicyRefs = Readonly<Record<string, number>>;

/** Everything known about a recorded event beside its data. */
export interface Envelope {
  readonly id: Uuid;
  readonly stream: StreamRef;
  /** Version of the stream after this event; the first is 1. */
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  /** When it was true. */
  readonly occurredAt: Timestamp;
  /** When the owner learnt it; never below that of its cause. */
  readonly recordedAt: Timestamp;
  readonly actor: Actor;
  readonly origin: Origin;
  readonly correlationId: Uuid;
  readonly causationId?: Uuid;
  readonly policyRefs?: PolicyRefs;
  readonly traceparent?: string;
}
