import type {
  Actor,
  Deadline,
  Envelope,
  Origin,
  PolicyRefs,
  Position,
  Reservation,
  StreamRef,
  Timestamp,
  Uuid,
} from '@redress/kernel';

/** Partitions of every log, and of its topic. Fixed: another number is a new log version. */
export const partitionCount = 16;

/** A transaction of the adapter's own database. Callers pass it on and never look inside. */
export interface Tx {
  readonly adapter: 'postgres' | 'memory';
}

/** What sealing leaves: one ciphertext per subject, over all texts of that subject in the event. */
export interface SealedFields {
  /** `complaint:<uuid>`, `customer:<uuid>`, `user:<uuid>` or `tenant:<tenant id>`. */
  readonly subject: string;
  readonly ciphertext: Uint8Array;
}

/** An event about to be stored. `recordedAt` is given by the log, under the partition's lock. */
export interface NewEvent {
  readonly id: Uuid;
  readonly type: string;
  readonly schemaVersion: number;
  readonly occurredAt: Timestamp;
  readonly actor: Actor;
  readonly origin: Origin;
  readonly correlationId: Uuid;
  readonly causationId?: Uuid;
  readonly policyRefs?: PolicyRefs;
  readonly traceparent?: string;
  /** Valid against the schema, all texts sealed. */
  readonly data: unknown;
  readonly sealed: readonly SealedFields[];
}

/** A client's promise that the same key always means the same request. */
export interface Idempotency {
  /** MAC over tenant, principal, route and the client's key: 32 bytes. */
  readonly key: Uint8Array;
  /** MAC over the body: another body under the same key is refused. */
  readonly bodyMac: Uint8Array;
}

/** Changes to the deadlines of the stream: rows of the timer table, in the same transaction. */
export interface DeadlineChanges {
  readonly set: readonly Deadline[];
  readonly cancel: readonly string[];
}

/** All that one command writes: to one stream, all or nothing. */
export interface CommandAppend {
  readonly stream: StreamRef;
  /** Fixes the partition of a stream that does not exist yet; ignored afterwards. */
  readonly orderingKey: string;
  /** Version on which the command was decided; 0 for a stream that must not exist. */
  readonly expectedVersion: number;
  readonly events: readonly NewEvent[];
  readonly reserve?: readonly Reservation[];
  readonly deadlines?: DeadlineChanges;
  readonly idempotency?: Idempotency;
  /** The new events' `recordedAt` is not below this: the cause's own. */
  readonly notBefore?: Timestamp;
}

/** Per command: one bad command never fails its neighbours. */
export type AppendResult =
  | {
      readonly status: 'ok';
      readonly version: number;
      readonly position: Position;
      readonly recordedAt: Timestamp;
    }
  /** The same idempotency key was used before; this is what it wrote then. */
  | { readonly status: 'duplicate'; readonly version: number; readonly position: Position }
  /** The same idempotency key was used for another body. */
  | { readonly status: 'key-reused' }
  | { readonly status: 'conflict'; readonly actualVersion: number }
  | { readonly status: 'reserved'; readonly reservation: Reservation; readonly by: StreamRef }
  /** A bound on waiting was met; nothing was written, the caller may try again. */
  | { readonly status: 'retry' };

/** A record as it stands in a log and, byte for byte, on a topic. */
export interface LogRecord {
  readonly position: Position;
  /** Offset before this one in the partition; -1 for the first. A reader that misses one stops. */
  readonly previous: number;
  readonly orderingKey: string;
  /** Of a journal's copy: where the owner recorded it. Absent where `position` says so itself. */
  readonly source?: Position;
  readonly envelope: Envelope;
  readonly data: unknown;
  readonly sealed: readonly SealedFields[];
}

/** Last offset by `<log>/<partition>`; a partition that is missing stands at -1. */
export type Vector = ReadonlyMap<string, number>;

/** Limits of a stream read: versions inclusive; `recordedUpTo` keeps what was known then. */
export interface StreamReadOptions {
  readonly fromVersion?: number;
  readonly toVersion?: number;
  readonly recordedUpTo?: Timestamp;
  readonly tx?: Tx;
}

/**
 * One append-only log, dense offsets per partition. Adapters: PostgreSQL (the truth and the
 * outbox) and memory (for specs); both pass the contract suite in `test/event-log-contract.ts`.
 */
export interface EventLog {
  readonly name: string;
  /**
   * Appends the events of many commands and answers per command, in order. Without `tx` concurrent
   * calls gather into group commits and the answer is durable when it arrives. With `tx` the rows
   * become visible, and the offsets final, when the caller commits; append last in a transaction,
   * whose callers may work side by side: what they append in one turn of the event loop is one call.
   */
  append(commands: readonly CommandAppend[], tx?: Tx): Promise<AppendResult[]>;
  /** The events of one stream in version order; empty when there is no such stream. */
  readStream(stream: StreamRef, options?: StreamReadOptions): Promise<LogRecord[]>;
  /** What the same idempotency key wrote before, if anything, without appending. */
  findCommand(idempotency: Idempotency, tx?: Tx): Promise<AppendResult | undefined>;
  /** Records of one partition after an offset, in order, at most `limit` (≤ 5,000). */
  readPartition(partition: number, after: number, limit: number): Promise<LogRecord[]>;
  /** Last offset of every partition. */
  tail(): Promise<Vector>;
  /** Calls back soon after something was appended to a partition; a hint that may be lost. */
  onAppended(listener: (partition: number) => void): () => void;
}

/** The side of a log that its readers see: the log itself, or a copy of it on a topic. */
export interface LogReader
  extends Pick<EventLog, 'name' | 'readPartition' | 'tail' | 'onAppended'> {
  /** Of a copy that is out of reach: where it ended when that was known last; else undefined. */
  lastTail?(): Vector | undefined;
}

/** How a transaction is committed. */
export interface RunOptions {
  /**
   * Default true. False: the commit may be lost in a crash of the database; for what is made again
   * from the events.
   */
  readonly waitsForDisk?: boolean;
}

/** Opens transactions of the database in which a log, its checkpoints and its timers live. */
export interface Transactions {
  /** Commits when `work` resolves, rolls back when it rejects, and passes the rejection on. */
  run<T>(work: (tx: Tx) => Promise<T>, options?: RunOptions): Promise<T>;
}
