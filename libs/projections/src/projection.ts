import type { EventDefinition, EventDefinitions, EventShape } from '@redress/contracts';
import type { DomainEvent, Envelope, Position, Recorded } from '@redress/kernel';

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

/** An event as a fold sees it: its data, its envelope and where its owner recorded it. */
export interface ProjectedEvent<Event extends DomainEvent = DomainEvent> {
  readonly event: Recorded<Event>;
  readonly envelope: Envelope;
  /** Position in the log of the service that owns the event. */
  readonly source: Position;
}

/** The value of one row, by column. */
export type Row<Columns> = { readonly [Column in keyof Columns]: unknown };

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
  /** Rises with every change of fold, columns or rows; each version has a table of its own. */
  readonly version: number;
  /** A log of the service, or `journal`. */
  readonly log: string;
  /** The events it folds; all others are skipped without being decoded. */
  readonly events: readonly EventDefinition[];
  readonly columns: Columns;
  /** Columns of each secondary index. */
  readonly indexes?: readonly (readonly string[])[];
  /** Which row an event belongs to; undefined for none. Events of one key are in one partition. */
  key(event: ProjectedEvent<Event>): string | undefined;
  /** Plain JSON: it is stored beside the row. */
  readonly initialState: State;
  fold(state: State, event: ProjectedEvent<Event>): State;
  /** The row of a state; undefined while there is nothing to show. */
  row(state: State): Row<Columns> | undefined;
}

/** The definitions of several aggregates in one list. */
export function eventsOf<
  const Groups extends readonly EventDefinitions<Record<string, EventShape>>[],
>(...groups: Groups): readonly EventDefinition[] {
  return groups.flatMap((group) => Object.values(group));
}
