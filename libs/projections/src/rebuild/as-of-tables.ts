import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { dropTables } from '../projection-tables.sql.js';

/** A name for tables that exist for one look at the past. */
export function newAsOfTable(): string {
  return `asof_${randomUUID().replaceAll('-', '')}`;
}

/** Says that somebody is at work with a table, until the connection ends, however it ends. */
export async function holdAsOfTable(client: Client, table: string): Promise<void> {
  await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [lockOf(table)]);
}

/** Drops what processes left that were killed while they looked at the past. */
export async function sweepAsOfTables(owner: Client): Promise<void> {
  const { rows } = await owner.query<{ table: string }>(
    `select relname as table from pg_class
     where relkind = 'r' and relnamespace = current_schema::regnamespace
       and relname ~ '^asof_[0-9a-f]{32}$'`,
  );
  for (const { table } of rows) {
    const { rows: locked } = await owner.query<{ free: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as free',
      [lockOf(table)],
    );
    if (locked[0]?.free !== true) continue;
    for (const statement of dropTables({ table })) await owner.query(statement);
    await owner.query('select pg_advisory_unlock(hashtextextended($1, 0))', [lockOf(table)]);
  }
}

function lockOf(table: string): string {
  return `projection:${table}`;
}
