import type { Origin, Position, StreamRef, Timestamp } from '@redress/kernel';
import type { EventLog, LogRecord, StreamReadOptions, Tx, Vector } from './event-log.port.js';

/** Name of the log that a journal is read as. */
export const journalName = 'journal';

/**
 * A record of the journal: `position` is where it stands there, `source` where its owner recorded
 * it. Everything else is the owner's, so an event is decoded under the name of the source log.
 */
export interface JournalRecord extends LogRecord {
  readonly source: Position;
}

/** What a copy did. */
export interface JournalCopy {
  /** Records that were new; the others had been copied before. */
  readonly copied: number;
  /** Last offset of the journal in this partition, -1 while it is empty. */
  readonly end: number;
}

/** Whole streams of one tenant, in whatever logs they are. */
export interface StreamsWanted {
  readonly tenantId: string;
  readonly categories: readonly string[];
  readonly ids: readonly string[];
}

/** What is wanted of streams: events of some types, and the data of some of these. */
export interface BareStreamsWanted extends StreamsWanted {
  readonly types: readonly string[];
  /** Types of which it matters only that they happened; their data is null. */
  readonly typesWithoutData: readonly string[];
}

/** An event as far as a fold needs it: who did it and what led to it stay where they are. */
export interface BareEvent {
  readonly source: Position;
  readonly stream: StreamRef;
  readonly version: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly occurredAt: Timestamp;
  readonly recordedAt: Timestamp;
  readonly origin: Origin;
  readonly data: unknown;
}

/**
 * A complete copy of what other logs recorded, in the order in which it was learnt: dense offsets
 * per partition, the partition of the source, and the events of one source partition in their own
 * order. To its readers it is a log like any other, except that nothing can be appended to it.
 */
export interface Journal extends EventLog {
  readonly name: typeof journalName;
  /**
   * Copies records of one partition of one log, in their order and without holes; those that it
   * has already are skipped. They become visible, and their offsets final, when `tx` commits.
   *
   * @throws RangeError when the records are of several partitions
   * @throws Error when a record between the last one copied and these is missing
   */
  copy(records: readonly LogRecord[], tx: Tx): Promise<JournalCopy>;
  /** Last offset that was copied of each source, by `<log>/<partition>`. */
  copied(): Promise<Vector>;
  readPartition(partition: number, after: number, limit: number): Promise<JournalRecord[]>;
  /** The copied events of a stream; `tenantId`, `category` and `id` as in its own log. */
  readStream(stream: StreamRef, options?: StreamReadOptions): Promise<JournalRecord[]>;
  /**
   * The copied events of many streams in one round trip, each stream in the order of its versions.
   * The ciphertexts stay where they are: whoever reads this wide folds facts, and no texts.
   */
  readStreams(wanted: StreamsWanted): Promise<JournalRecord[]>;
  /** The same, of some types of events and bare: it takes a third of the time. */
  readBareStreams(wanted: BareStreamsWanted): Promise<BareEvent[]>;
  /** Every tenant of which anything was copied, in the order of their names. */
  tenants(): Promise<string[]>;
  /** Always throws: whatever the journal holds was recorded elsewhere. */
  append(): Promise<never>;
}

/**
 * Where the owner of an event recorded it: the record's own position, or what a journal says of
 * its source. Decoders, clients and links use this one.
 */
export function sourceOf(record: LogRecord): Position {
  return record.source ?? record.position;
}
