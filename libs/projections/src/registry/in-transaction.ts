import type { ClientBase } from 'pg';

/** Runs statements of one connection in a transaction. */
export async function inTransaction<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    // A rollback that fails, too, finds the connection gone, and the transaction with it.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
