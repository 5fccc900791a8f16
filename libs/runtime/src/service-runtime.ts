import type { Presence } from '@redress/cache';
import type { LogName, ServiceName } from '@redress/contracts';
import type { AfterGate } from '@redress/edge';
import type { CommandHandler, EventLog, Journal, Transactions } from '@redress/event-log';
import type {
  Actor,
  Command,
  Decider,
  DomainEvent,
  StreamRef,
  Timestamp,
  Uuid,
} from '@redress/kernel';
import type { ServiceDatabase } from '@redress/postgres';
import type { AsOfOptions, Generation, Projection, StateReader } from '@redress/projections';
import type { Client } from 'pg';
import type { DataSource } from 'typeorm';

/** Who asks for personal texts, and why. Without a purpose the texts are withheld. */
export interface ReadRequest {
  readonly tenantId: string;
  /** Who reads; recorded with the purpose. */
  readonly actor: Actor;
  /** Code of the purpose, from `Redress-Purpose`. */
  readonly purpose?: string;
}

/** One event of a stream as a person may see it. */
export interface HistoryEntry {
  readonly version: number;
  readonly type: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: { readonly kind: string; readonly role: string; readonly id: string };
  readonly origin: string;
  /** Texts are `{ text }`, `{ erased: true }` or, where no purpose was stated, `{ withheld: true }`. */
  readonly data: unknown;
}

/** A subject whose texts nobody can read any more. */
export interface ErasedSubject {
  readonly tenantId: string;
  /** `customer:<uuid>` and the like. */
  readonly subject: string;
  readonly destroyedAt: Timestamp;
}

/** Injection token of the runtime inside the module of a service. */
export const SERVICE_RUNTIME = Symbol('service runtime');

/**
 * Who asks how far a service has heard. A command must not wait for appends, one may be its own, and
 * is told 1970 while any is under way; a bystander, such as a timer or a read, waits for them.
 */
export type HeardFor = 'command' | 'bystander';

/** What a service's module is given: everything it needs from the world outside its own code. */
export interface ServiceRuntime {
  readonly name: ServiceName;
  /** A log of this service; without a name the one that is called like the service. */
  log(name?: LogName): EventLog;
  /** The command handler of a decider over one of the service's logs. */
  commands<State, C extends Command, Event extends DomainEvent, Code extends string>(
    decider: Decider<State, C, Event, Code>,
    logName?: LogName,
  ): CommandHandler<State, C, Event, Code>;
  /** The journal of a service that keeps one; throws elsewhere. */
  journal(): Journal;
  /** The states behind the rows of one of the service's projections. */
  states<State>(projection: Projection<State>): StateReader<State>;
  /**
   * Folds one of the service's projections up to an instant into tables that nobody else sees, and
   * drops them when `read` has looked at them. It reads a whole log: callers bound how many at once.
   */
  foldAsOf<T>(
    projection: Projection,
    moment: Pick<AsOfOptions, 'at' | 'axis' | 'tenantId'>,
    read: (client: Client, generation: Generation) => Promise<T>,
  ): Promise<T>;
  readonly transactions: Transactions;
  /** Pools of the service's own schema; for tables that are neither log nor read model. */
  readonly database: ServiceDatabase;
  /** Runs a query of the service's views as the reader role, which sees rows of this tenant alone. */
  forTenant<T>(tenantId: string, query: (views: DataSource['manager']) => Promise<T>): Promise<T>;
  /** The recorded history of a stream; texts are revealed only where a purpose is stated. */
  history(stream: StreamRef, request: ReadRequest, logName?: LogName): Promise<HistoryEntry[]>;
  /** A keyed fingerprint of a text, for finding equal texts without storing them. 64 hex digits. */
  fingerprint(tenantId: string, kind: string, text: string): Promise<string>;
  /** Who was erased at this instant or later: the first `limit`, in the order of their ends. */
  erasedSince(at: Timestamp, limit: number): Promise<readonly ErasedSubject[]>;
  /**
   * The instant up to which this service has heard what others recorded, a little early rather
   * than late; undefined where it listens to nobody.
   */
  heardUpTo(by: HeardFor): Promise<Timestamp | undefined>;
  /** Holds requests back until the service has taken in what `Redress-After` names. */
  readonly afterGate: AfterGate;
  /** Who is looking at what now. A courtesy: nothing may be decided by it. */
  readonly presence: Presence;
  newId(): Uuid;
}
