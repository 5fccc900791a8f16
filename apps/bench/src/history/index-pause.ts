import type { Client } from 'pg';

/**
 * Takes the indexes of a table away; they come back with what is returned here, as they were. One
 * index built at the end costs a tenth of keeping it up to date row by row. Within a transaction,
 * so that nobody ever sees the table without them; readers wait meanwhile.
 */
export async function pauseIndexes(client: Client, table: string): Promise<() => Promise<void>> {
  const constraints = await client.query<{ name: string; definition: string }>(
    `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
     where conrelid = $1::regclass and contype in ('p', 'u') order by conname`,
    [table],
  );
  for (const { name } of constraints.rows) {
    await client.query(`alter table ${table} drop constraint ${name}`);
  }
  const indexes = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = $1::regclass order by 1`,
    [table],
  );
  for (const { name } of indexes.rows) await client.query(`drop index ${name}`);
  return async () => {
    for (const { name, definition } of constraints.rows) {
      await client.query(`alter table ${table} add constraint ${name} ${definition}`);
    }
    for (const { definition } of indexes.rows) await client.query(definition);
  };
}
