import type { Projection } from './projection.js';

const identifier = /^[a-z][a-z0-9_]{0,40}$/;

/**
 * One set of tables of a projection. A version has one for each time it was built: the view shows
 * the active one, a shadow is being filled, the one before stays warm so that it can come back.
 */
export interface Generation {
  readonly projection: Projection;
  /** Table of the rows; also the last part of the consumer group's name. */
  readonly table: string;
}

/** The generation of a projection, counted from 1 in its version. */
export function generationOf(projection: Projection, generation = 1): Generation {
  const { name, version } = projection;
  if (!identifier.test(name)) throw new Error(`'${name}' cannot name a projection`);
  for (const number of [version, generation]) {
    if (!Number.isSafeInteger(number) || number < 1) throw new Error(`version ${number}`);
  }
  const suffix = generation === 1 ? '' : `_g${generation}`;
  return { projection, table: `${name}_v${version}${suffix}` };
}

/** The consumer group that feeds a generation: each catches up for itself. */
export function groupOf(service: string, { table }: Pick<Generation, 'table'>): string {
  return `${service}.${table}`;
}

/** Columns of a projection, with names that are safe to write into SQL. */
export function columnsOf({ name, columns, indexes = [] }: Projection): string[] {
  for (const column of Object.keys(columns)) {
    if (!identifier.test(column)) throw new Error(`'${column}' cannot name a column`);
  }
  const unknown = indexes.flat().find((column) => !(column in columns));
  if (unknown !== undefined) throw new Error(`${name} has no column '${unknown}' to index`);
  return Object.keys(columns);
}
