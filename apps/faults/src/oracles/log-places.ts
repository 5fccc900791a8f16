import { logNames, type LogName, ownerOf } from '@redress/contracts';
import { logTables } from '@redress/event-log';
import { schemaOf } from '@redress/postgres';
import type { ClientBase } from 'pg';

/** Where a log stands in the database. */
export interface LogPlace {
  readonly log: LogName;
  readonly schema: string;
  /** With the schema in front. */
  readonly events: string;
  readonly streams: string;
}

/** The logs that the product keeps; by contract there may be more. */
export async function logPlaces(client: ClientBase): Promise<readonly LogPlace[]> {
  const all = logNames.map((log) => {
    const schema = schemaOf(ownerOf[log]);
    const { events, streams } = logTables(log);
    return { log, schema, events: `${schema}.${events}`, streams: `${schema}.${streams}` };
  });
  const { rows } = await client.query<{ name: string }>(
    'select name from unnest($1::text[]) as name where to_regclass(name) is not null',
    [all.map(({ events }) => events)],
  );
  const kept = new Set(rows.map(({ name }) => name));
  return all.filter(({ events }) => kept.has(events));
}

/** Rows of the same statement over all logs, each with the name of its log. */
export async function ofAllLogs<Row extends object>(
  client: ClientBase,
  statement: (place: LogPlace) => string,
): Promise<(Row & { readonly log: LogName })[]> {
  const found: (Row & { readonly log: LogName })[] = [];
  for (const place of await logPlaces(client)) {
    const { rows } = await client.query<Row>(statement(place));
    found.push(...rows.map((row) => ({ ...row, log: place.log })));
  }
  return found;
}
