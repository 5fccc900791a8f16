import { Client, type ClientBase, type PoolConfig } from 'pg';

/** Works with a connection of its own, which ends with the work, whatever state it is in then. */
export async function withClient<T>(
  connection: PoolConfig,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(connection);
  // Nobody listening, the loss of an idle connection would end the process; as it is, the next
  // statement fails.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

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
