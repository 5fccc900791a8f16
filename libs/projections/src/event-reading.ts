import type { EventDefinition, EventDefinitions, EventOf, EventShape } from '@redress/contracts';

/**
 * An event that a fold reads, and of its data no more than these fields: what is not declared is not
 * there, live as in a rebuild, so a fold cannot come to depend on it by accident.
 */
export interface EventReading {
  readonly definition: EventDefinition;
  readonly fields: readonly string[] | 'all';
}

/** One event, and the fields of its data that are read. */
export function reading<Definition extends EventDefinition>(
  definition: Definition,
  fields: readonly (keyof EventOf<Definition>['data'] & string)[] | 'all',
): EventReading {
  return { definition, fields };
}

/** The definitions of several aggregates, with all their data. */
export function eventsOf<
  const Groups extends readonly EventDefinitions<Record<string, EventShape>>[],
>(...groups: Groups): readonly EventReading[] {
  return groups.flatMap((group) =>
    Object.values(group).map((definition) => ({ definition, fields: 'all' as const })),
  );
}

/** `<log>/<category>.<type>`: how an event is told from all others. */
export function eventName(log: string, category: string, type: string): string {
  return `${log}/${category}.${type}`;
}

/** The declared events by their name. */
export function readingsByName(
  readings: readonly EventReading[],
): ReadonlyMap<string, EventReading> {
  return new Map(
    readings.map((reading) => {
      const { log, category, type } = reading.definition;
      return [eventName(log, category, type), reading];
    }),
  );
}

/** True when a fold looks at the data of an event, not only that it happened. */
export function readsData({ fields }: EventReading): boolean {
  return fields === 'all' || fields.length > 0;
}

/** The declared part of an event's data. */
export function declaredData({ fields }: EventReading, data: unknown): unknown {
  if (fields === 'all' || typeof data !== 'object' || data === null) return data;
  const all = data as Readonly<Record<string, unknown>>;
  return dataOfFields(
    fields,
    fields.map((field) => all[field]),
  );
}

/** Data of the fields that are there. A field is absent or has a value; null is the same as absent. */
export function dataOfFields(
  fields: readonly string[],
  values: readonly unknown[],
): Record<string, unknown> {
  const declared: Record<string, unknown> = {};
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index];
    const value = values[index];
    if (field !== undefined && value !== undefined && value !== null) declared[field] = value;
  }
  return declared;
}
