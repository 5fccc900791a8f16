import type { Client } from 'pg';
import { KeySpansPartitionsError } from '../fold/key-spans-partitions.error.js';
import type { Generation } from '../generation.js';
import { createIndexes } from '../projection-tables.sql.js';

const duplicateKey = '23505';

/**
 * Makes the keys and indexes of tables that several lanes have filled: no lane knows the keys of
 * another one, so a key that two of them have met is found here.
 *
 * @throws KeySpansPartitionsError
 */
export async function indexTables(owner: Client, generation: Generation): Promise<void> {
  try {
    for (const statement of createIndexes(generation)) await owner.query(statement);
  } catch (error) {
    if (!isTwice(error, generation)) throw error;
    throw new KeySpansPartitionsError(generation.projection);
  }
}

function isTwice(error: unknown, { table }: Generation): boolean {
  const { code, constraint } = error as { readonly code?: string; readonly constraint?: string };
  return code === duplicateKey && constraint === `${table}_pkey`;
}
