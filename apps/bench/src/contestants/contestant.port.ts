import type { PoolConfig } from 'pg';

/** An event store under test. What it cannot do it leaves out. */
export interface Contestant {
  /** Durably appends so many events of `load-event.ts` to a stream that does not exist yet. */
  append(stream: string, events: number): Promise<void>;
  /** One call with a command of one event for each stream, each refused if its stream exists. */
  appendCall?(streams: readonly string[]): Promise<void>;
  /** The same event by way of a command and its decider. */
  handle?(stream: string): Promise<void>;
  /**
   * Reads all events, `page` at a time, and folds them into number and sum of amounts per stream.
   *
   * @returns how many it read
   */
  fold?(page: number): Promise<number>;
  /** The same into a read model in tables, by a rebuild; answers how many events it folded. */
  rebuild?(): Promise<number>;
  close(): Promise<void>;
}

/** Where a contestant works: a database that does not exist yet, on a server that all share. */
export interface ContestantOptions {
  /** A superuser of the server. */
  readonly admin: PoolConfig;
  readonly database: string;
}

/** Creates the database and the tables of a contestant. */
export type OpenContestant = (options: ContestantOptions) => Promise<Contestant>;

/** We and our peers, by the names that the tables use. */
export const contestantNames = ['redress', 'emmett', 'dcb'] as const;
export type ContestantName = (typeof contestantNames)[number];

/** Connections that each contestant may use. */
export const connectionsMax = 10;
