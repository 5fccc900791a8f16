import type { Client } from 'pg';
import { type Generation, groupOf } from '../generation.js';
import { joinStored } from '../bulk/join-stored.js';
import { inTransaction } from '../registry/in-transaction.js';
import { secureTables } from '../projection-tables.sql.js';
import { updateState } from '../registry/registry.sql.js';
import { indexTables } from './index-tables.js';

/**
 * Makes a complete read model of bare tables whose parts are all there: keys, indexes, the rows of
 * linked keys, row security, and checkpoints where the parts end. All or nothing, and once.
 *
 * @throws KeySpansPartitionsError
 */
export async function fillTables(
  owner: Client,
  service: string,
  generation: Generation,
): Promise<void> {
  const { table, projection } = generation;
  const { rows } = await owner.query<{ state: string }>(
    'select state from projection_generations where table_name = $1',
    [table],
  );
  if (rows[0]?.state !== 'BUILDING') return;
  await inTransaction(owner, async () => {
    // 64 MB are far from enough to sort the keys of a million rows.
    await owner.query(`set local maintenance_work_mem to '256MB'`);
    await indexTables(owner, generation);
    if (projection.join) await joinStored(owner, generation);
    for (const statement of secureTables(service, generation)) await owner.query(statement);
    await owner.query(
      `insert into checkpoints (consumer, log, partition, off)
       select $1, $2, partition, off from projection_parts where table_name = $3`,
      [groupOf(service, generation), projection.log, table],
    );
    await owner.query(updateState, [table, 'FILLED']);
  });
}
