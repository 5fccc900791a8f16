import { Client, type PoolConfig } from 'pg';

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
