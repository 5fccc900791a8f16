import type { DomainEvent } from '@redress/kernel';
import type { Static, TSchema } from 'typebox';

/** The services, in the order of the stages. */
export const serviceNames = ['intake', 'triage', 'resolution', 'follow-up', 'analytics'] as const;
export type ServiceName = (typeof serviceNames)[number];

const confidentialLogs = ['conduct', 'restriction'] as const;

/** The logs of the product: one of each service, and those that are confidential. */
export const logNames = [...serviceNames, ...confidentialLogs] as const;
export type LogName = (typeof logNames)[number];

/** True of a log that is about people and not about cases: its topic has readers of its own. */
export function isConfidential(log: LogName): boolean {
  return confidentialLogs.some((each) => each === log);
}

/** Under which name and version of its schema an event was stored. */
export interface StoredAs {
  readonly log: string;
  readonly category: string;
  readonly type: string;
  readonly schemaVersion: number;
}

/** What the author of an event writes: its schema, and the way from each older version. */
export interface EventShape<Schema extends TSchema = TSchema> {
  readonly version: number;
  readonly data: Schema;
  /** `upcast[n]` turns the data of version n into that of version n + 1. */
  readonly upcast?: Readonly<Record<number, (data: unknown) => unknown>>;
}

/** One event type as a value: name, home, version, schema and upcasters. */
export interface EventDefinition<Type extends string = string, Schema extends TSchema = TSchema>
  extends EventShape<Schema> {
  readonly type: Type;
  readonly log: LogName;
  readonly category: string;
}

/** The definitions of one aggregate, by event type. */
export type EventDefinitions<Shapes extends Record<string, EventShape>> = {
  readonly [Type in keyof Shapes & string]: EventDefinition<Type, Shapes[Type]['data']>;
};

/** Gives the events of one aggregate their names and their home. */
export function defineEvents<const Shapes extends Record<string, EventShape>>(
  home: { log: LogName; category: string },
  shapes: Shapes,
): EventDefinitions<Shapes> {
  const entries = Object.entries(shapes).map(([type, shape]) => [
    type,
    { ...shape, ...home, type },
  ]);
  return Object.fromEntries(entries) as EventDefinitions<Shapes>;
}

/** The domain event of one definition. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Schema>
    ? DomainEvent<Type, Static<Schema>>
    : never;

/** The union of the domain events of an aggregate. */
export type AnyEventOf<Definitions> = {
  [Type in keyof Definitions]: EventOf<Definitions[Type]>;
}[keyof Definitions];
