import { randomUUID } from 'node:crypto';
import { catalogueOf, defineEvents, t } from '@redress/contracts';
import {
  type EventLog,
  type LogRecord,
  type NewEvent,
  partitionCount,
  partitionOf,
  type Transactions,
  type Tx,
} from '@redress/event-log';
import { systemActor, timestampOf } from '@redress/kernel';
import type { CheckpointStore, ParkingLot, RecordBatch, Subscription } from '../src/index.js';

/** Events of the suite: `Counted` is handled, `Ignored` is known and not handled. */
export const probeEvents = defineEvents(
  { log: 'intake', category: 'probe' },
  {
    Counted: {
      version: 2,
      data: t.object({ n: t.int(0, 1_000_000) }),
      upcast: { 1: (old) => ({ n: (old as { count: number }).count }) },
    },
    Ignored: { version: 1, data: t.object({ n: t.int(0, 1_000_000) }) },
  },
);

export const probeCatalogue = catalogueOf(probeEvents);

/** A member of the groups of a world. */
export interface Member {
  readonly subscription: Subscription;
  /** Stops all contact with the checkpoints, as a frozen process does, until `thaw`. */
  freeze(): void;
  thaw(): void;
}

/** An effect as a handler wrote it. */
export interface Effect {
  readonly group: string;
  readonly key: string;
  readonly partition: number;
  readonly offset: number;
}

/** One database with a source log, checkpoints, parked events and effects; adapters differ in it. */
export interface BusWorld {
  readonly log: EventLog;
  readonly transactions: Transactions;
  readonly checkpoints: CheckpointStore;
  readonly parking: ParkingLot;
  member(options?: { readonly source?: EventLog; readonly leaseMs?: number }): Member;
  /** Writes an effect inside a transaction. */
  effect(tx: Tx, effect: Effect): Promise<void>;
  /** The committed effects of a group, in the order of their commits. */
  effects(group: string): Promise<Effect[]>;
  close(): Promise<void>;
}

export const leaseMs = 800;
export const renewMs = 200;

/** One ordering key for each partition, by partition. */
export const keyOfPartition: readonly string[] = Array.from(
  { length: partitionCount },
  (_, partition) => {
    for (let n = 0; ; n += 1) if (partitionOf(`key-${n}`) === partition) return `key-${n}`;
  },
);

/** A few keys of one partition. */
export function keysOf(partition: number, count: number): string[] {
  const keys: string[] = [];
  for (let n = 0; keys.length < count; n += 1) {
    if (partitionOf(`many-${n}`) === partition) keys.push(`many-${n}`);
  }
  return keys;
}

/** Appends one event per entry, each in a stream of its own. */
export async function append(
  log: EventLog,
  events: readonly (Partial<NewEvent> & { readonly key: string })[],
  category = 'probe',
): Promise<void> {
  const results = await log.append(
    events.map(({ key, ...event }) => ({
      stream: { tenantId: 'demo', category, id: randomUUID() },
      orderingKey: key,
      expectedVersion: 0,
      events: [
        {
          id: randomUUID(),
          type: 'Counted',
          schemaVersion: 2,
          occurredAt: timestampOf(Date.now()),
          actor: systemActor('suite'),
          origin: 'LIVE' as const,
          correlationId: randomUUID(),
          data: { n: 1 },
          sealed: [],
          ...event,
        },
      ],
    })),
  );
  for (const result of results) if (result.status !== 'ok') throw new Error(result.status);
}

/** `count` events, spread over the keys in turn. */
export function counted(keys: readonly string[], count: number): { key: string }[] {
  return Array.from({ length: count }, (_, n) => ({ key: keys[n % keys.length] ?? '' }));
}

/** A group name that no other test uses. */
export function freshGroup(): string {
  return `suite.${randomUUID().slice(0, 8)}`;
}

/** Waits until `check` holds; fails with what it last said. */
export async function eventually(
  what: string,
  check: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The effect of a record. */
export function effectOf(group: string, record: LogRecord): Effect {
  const { partition, offset } = record.position;
  return { group, key: record.orderingKey, partition, offset };
}

/** Commits the effects of a batch together with its checkpoint, as every consumer does. */
export async function commitBatch(
  world: BusWorld,
  group: string,
  batch: RecordBatch,
  fenced = true,
): Promise<boolean> {
  const last = batch.records.at(-1);
  if (!last) return true;
  const { log, partition, epoch, after } = batch;
  try {
    await world.transactions.run(async (tx) => {
      for (const record of batch.records) await world.effect(tx, effectOf(group, record));
      if (!fenced) return;
      const move = { group, log, partition, epoch, from: after, to: last.position.offset };
      if (!(await world.checkpoints.advance(move, tx))) throw new Error('fenced');
    });
    return true;
  } catch (error) {
    if (error instanceof Error && error.message === 'fenced') return false;
    throw error;
  }
}

/** True when every event of the log had its effect once, in the order of its partition. */
export async function isExactlyOnce(world: BusWorld, group: string): Promise<boolean> {
  const effects = await world.effects(group);
  const tail = await world.log.tail();
  for (let partition = 0; partition < partitionCount; partition += 1) {
    const offsets = effects.filter((e) => e.partition === partition).map(({ offset }) => offset);
    const end = tail.get(`${world.log.name}/${partition}`) ?? -1;
    if (offsets.length !== end + 1) return false;
    if (offsets.some((offset, index) => offset !== index)) return false;
  }
  return true;
}

/** A source whose wake-ups are lost. */
export function deaf(log: EventLog): EventLog {
  return {
    name: log.name,
    append: (commands, tx) => log.append(commands, tx),
    readStream: (stream, options) => log.readStream(stream, options),
    findCommand: (idempotency, tx) => log.findCommand(idempotency, tx),
    readPartition: (partition, after, limit) => log.readPartition(partition, after, limit),
    tail: () => log.tail(),
    onAppended: () => () => undefined,
  };
}
