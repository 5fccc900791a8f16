import { Client, type PoolConfig } from 'pg';

/** Two connections of the owner role for one fold: one reads while the other writes. */
export interface FoldConnections {
  readonly reading: Client;
  readonly writing: Client;
}

/**
 * Connections that are kept from one partition to the next: a new session costs more than a small
 * fold. Whoever makes it closes it.
 */
export class FoldConnectionPool {
  private readonly idle = new Set<FoldConnections>();

  /** @param connection settings of the owner role, the same for all calls */
  async use<T>(
    connection: PoolConfig,
    work: (connections: FoldConnections) => Promise<T>,
  ): Promise<T> {
    const [pair = await this.connect(connection)] = this.idle;
    this.idle.delete(pair);
    try {
      const result = await work(pair);
      this.idle.add(pair);
      return result;
    } catch (error) {
      // Whatever it was in the middle of, it is not used again.
      await end(pair);
      throw error;
    }
  }

  async close(): Promise<void> {
    const all = [...this.idle];
    this.idle.clear();
    await Promise.all(all.map(end));
  }

  private async connect(connection: PoolConfig): Promise<FoldConnections> {
    const pair = { reading: new Client(connection), writing: new Client(connection) };
    for (const client of [pair.reading, pair.writing]) {
      // One that is lost while it is idle is not handed out again; a statement fails by itself.
      client.on('error', () => {
        if (this.idle.delete(pair)) void end(pair);
      });
    }
    try {
      await prepare(pair);
    } catch (error) {
      await end(pair);
      throw error;
    }
    return pair;
  }
}

async function prepare({ reading, writing }: FoldConnections): Promise<void> {
  for (const client of [reading, writing]) await client.connect();
  await reading.query("set timezone to 'UTC'; set datestyle to 'ISO'");
  // Rows come about as they were written; parallel or joined scans would mix early and late ones.
  await reading.query('set synchronize_seqscans to off; set max_parallel_workers_per_gather to 0');
  // A transaction waits for its fold, and holds no snapshot while it does.
  await writing.query(
    'set synchronous_commit to off; set idle_in_transaction_session_timeout to 0',
  );
}

async function end({ reading, writing }: FoldConnections): Promise<void> {
  await Promise.all([reading.end(), writing.end()]);
}
