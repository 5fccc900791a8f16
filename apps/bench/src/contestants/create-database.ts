import { Client, type PoolConfig } from 'pg';

/** Creates an empty database of a peer. */
export async function createDatabase(admin: PoolConfig, database: string): Promise<void> {
  const client = new Client(admin);
  await client.connect();
  try {
    await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}
