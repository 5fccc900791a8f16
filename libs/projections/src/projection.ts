import {
  type Actor,
  type DomainEvent,
  type Envelope,
  type Position,
  type Recorded,
  systemActor,
} from '@redress/kernel';
import type { EventReading } from './event-reading.js';

/** What PostgreSQL makes of a column's JSON value. Times are RFC 3339 strings, money is integers. */
export type ColumnType =
  | 'text'
  | 'text[]'
  | 'integer'
  | 'bigint'
  | 'boolean'
  | 'timestamptz'
  | 'date'
  | 'jsonb';

/** What a fold may know of an event beside its data. */
export type ProjectedEnvelope = Pick<
  Envelope,
  'stream' | 'version' | 'type' | 'occurredAt' | 'recordedAt' | 'origin' | 'actor'
>;

/** An event as a fold sees it: its declared data, its envelope and where its owner recorded it. */
export interface ProjectedEvent<Event extends DomainEvent = DomainEvent> {
  readonly event: Recorded<Event>;
  readonly envelope: ProjectedEnvelope;
  /** Position in the log of the service that owns the event. */
  readonly source: Position;
}

/** Who a fold sees that did not declare that it reads the actor. */
export const undeclaredActor: Actor = Object.freeze(systemActor('undeclared'));

/** The value of one row, by column. */
export type Row<Columns> = { readonly [Column in keyof Columns]: unknown };

/**
 * The second stage of a fold whose rows concern more than one key: states stay under the key that
 * they were folded for, and rows are computed for all keys that hang together by links. Cutting a
 * link parts the rows again, because no state was ever moved.
 */
export interface Join<State, Columns> {
  /** The keys that this state is linked with at present, in either direction. */
  links(state: State): readonly string[];
  /** The rows of all keys of one component, by key; undefined hides one. Pure. */
  rows(members: ReadonlyMap<string, State>): ReadonlyMap<string, Row<Columns> | undefined>;
}

/**
 * A read model as a pure fold. The engine owns table, view and checkpoints, and applies live
 * batches and rebuilds with the same functions: no clock, no random, no I/O, total.
 *
 * A projection reads one log. One that needs several reads analytics' journal, which holds them
 * all: two logs have two owners of a partition, who would overwrite each other's rows.
 */
export interface Projection<
  State = unknown,
  Event extends DomainEvent = DomainEvent,
  Columns extends Readonly<Record<string, ColumnType>> = Readonly<Record<string, ColumnType>>,
> {
  /** Name of the view, `snake_case`. */
  readonly name: string;
  /** Rises with every change of fold, columns or rows; each version has tables of its own. */
  readonly version: number;
  /** A log of the service, or `journal`. */
  readonly log: string;
  /** The events it folds; all others are skipped without being decoded. */
  readonly events: readonly EventReading[];
  /** The fold looks at who did it; where it does not say so it sees `undeclaredActor`. */
  readonly readsActor?: true;
  readonly columns: Columns;
  /** Columns of each secondary index. */
  readonly indexes?: readonly (readonly string[])[];
  /** Versions of the policies that are built into the fold; they stand in its certificates. */
  readonly policies?: Readonly<Record<string, number>>;
  /** Which row an event belongs to; undefined for none. Events of one key are in one partition. */
  key(event: ProjectedEvent<Event>): string | undefined;
  /** Plain JSON: it is stored beside the row. */
  readonly initialState: State;
  fold(state: State, event: ProjectedEvent<Event>): State;
  /** The row of a state by itself; undefined while there is nothing to show. */
  row(state: State): Row<Columns> | undefined;
  /** Rows that depend on linked keys. */
  readonly join?: Join<State, Columns>;
}
