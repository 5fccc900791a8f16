import type { ClientBase, Pool } from 'pg';
import type { Generation } from '../generation.js';
import { selectHash } from '../projection-tables.sql.js';

/** How many rows a read model shows, and the hash over them; equal rows give equal hashes. */
export interface TableHash {
  readonly rows: number;
  /** A decimal number below 2^64. */
  readonly hash: string;
}

/** Count and hash of a generation as of the connection's snapshot. Needs the writer or owner role. */
export async function tableHash(
  client: Pool | ClientBase,
  generation: Generation,
): Promise<TableHash> {
  const { rows } = await client.query<{ rows: string; hash: string }>(selectHash(generation));
  const [row] = rows;
  if (!row) throw new Error('an aggregate answers one row');
  return { rows: Number(row.rows), hash: row.hash.replace(/\..*$/, '') };
}
