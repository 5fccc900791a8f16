import type { LogRecord, Tx } from '@redress/event-log';
import type { LogPartition } from './ownership-store.port.js';

/** An event that is put aside, and why. */
export interface ParkedEvent {
  /** As it was read: parking must not depend on the log's retention or on our understanding. */
  readonly record: LogRecord;
  /** Stable: a DecodeProblem, `KEY_PARKED` for a follower, the thrown error's own code, or `HANDLER_FAILED`. */
  readonly errorCode: string;
  readonly error: string;
  /** Tries of the handler; 0 for a follower and for what could not be decoded. */
  readonly attempts: number;
}

/** A parked key as operators see it. */
export interface ParkedKey extends LogPartition {
  readonly group: string;
  readonly key: string;
  readonly parkedAt: Date;
  /** Events of the key that wait. */
  readonly events: number;
  /** The head of the line: the one that failed. Absent when everything was discarded just now. */
  readonly first?: {
    readonly offset: number;
    readonly type: string;
    readonly errorCode: string;
    readonly error: string;
    readonly attempts: number;
  };
  /** True while a redrive was asked for and the owner has not ended it. */
  readonly isRequested: boolean;
}

/** How many keys of a group are parked. */
export interface ParkedCount {
  readonly keys: number;
  /** Of these, parked within the last minute. */
  readonly lastMinute: number;
}

/** One partition as a group reads it. */
export interface ParkingPlace extends LogPartition {
  readonly group: string;
}

/** One parked key of a place. */
export interface ParkedRef extends ParkingPlace {
  readonly key: string;
}

/** Which parked keys a request concerns: all of the group unless a key is named. */
export interface RedriveRequest {
  readonly group: string;
  readonly key?: string;
}

/** The decision not to handle an event, with who took it and why; both are kept. */
export interface DiscardRequest {
  readonly group: string;
  readonly key: string;
  readonly reason: string;
  /** Actor id. */
  readonly by: string;
  /** Default: the first event only; the others of the key are redriven. */
  readonly events?: 'first' | 'all';
}

/**
 * Events that failed for good, with every later event of their keys, in the database of the
 * consumer. What takes a `tx` happens in the transaction that moves or holds the checkpoint.
 */
export interface ParkingLot {
  /** The gate of a partition: its parked keys. */
  keys(place: ParkingPlace): Promise<Set<string>>;
  /** Puts events aside. An event that waits there already keeps its first time; tries add up. */
  park(place: ParkingPlace, events: readonly ParkedEvent[], tx: Tx): Promise<void>;
  count(group: string, tx: Tx): Promise<ParkedCount>;
  /** What waits for a group, oldest key first, at most `limit` keys (default 1,000). */
  list(group: string, limit?: number): Promise<ParkedKey[]>;
  /** Asks the owners to redrive; answers how many keys it concerns. */
  request(request: RedriveRequest): Promise<number>;
  /** Gives events up, and asks for a redrive of what is left of the key; answers how many. */
  discard(request: DiscardRequest): Promise<number>;
  /** The keys of a partition for which a redrive is asked. */
  requested(place: ParkingPlace): Promise<string[]>;
  /** The waiting events of a key in order, at most `limit`. */
  waiting(ref: ParkedRef, limit: number, tx: Tx): Promise<LogRecord[]>;
  /** Marks waiting events as handled; answers how many still were waiting. */
  settle(ref: ParkedRef, offsets: readonly number[], tx: Tx): Promise<number>;
  /** Ends the request; when nothing of the key waits any more, lifts the gate and answers true. */
  close(ref: ParkedRef, tx: Tx): Promise<boolean>;
  /** Calls back when a redrive was asked for: here at once, in other replicas within seconds. */
  onRequest(listener: (place: ParkingPlace) => void): () => void;
}
