import { pgTx, type Tx } from '@redress/event-log';
import type { Pool } from 'pg';
import type { CheckpointMove, CheckpointStore } from './checkpoint-store.port.js';
import { type CheckpointRef, CheckpointWaiters } from './checkpoint-waiters.js';

/** Checkpoints in the table `checkpoints` of a service's schema. */
export class PgCheckpointStore implements CheckpointStore {
  private readonly waiters: CheckpointWaiters;

  /** @param pool writer pool of the service */
  constructor(private readonly pool: Pool) {
    this.waiters = new CheckpointWaiters((wanted) => this.read(wanted));
  }

  async advance(move: CheckpointMove, tx: Tx): Promise<boolean> {
    const { client, afterCommit } = pgTx(tx);
    const { group, log, partition, from, to, epoch } = move;
    const { rowCount } = await client.query({
      name: 'checkpoint_advance',
      text: `update checkpoints set off = $5
        where consumer = $1 and log = $2 and partition = $3 and off = $4 and epoch = $6`,
      values: [group, log, partition, from, to, epoch],
    });
    if (rowCount !== 1) return false;
    afterCommit(() => this.waiters.committed(move, to));
    return true;
  }

  async committed(group: string, log: string, partition: number): Promise<number | undefined> {
    const [offset] = await this.read([{ group, log, partition }]);
    return offset;
  }

  async waitFor(
    group: string,
    at: { log: string; partition: number; offset: number },
    timeoutMs: number,
  ): Promise<boolean> {
    const { log, partition, offset } = at;
    return this.waiters.wait({ group, log, partition }, offset, timeoutMs);
  }

  private async read(wanted: readonly CheckpointRef[]): Promise<(number | undefined)[]> {
    const { rows } = await this.pool.query<{ off: string | null }>({
      name: 'checkpoint_read',
      text: `select c.off
        from unnest($1::text[], $2::text[], $3::smallint[]) with ordinality
          as wanted (consumer, log, partition, at)
        left join checkpoints c using (consumer, log, partition)
        order by wanted.at`,
      values: [
        wanted.map(({ group }) => group),
        wanted.map(({ log }) => log),
        wanted.map(({ partition }) => partition),
      ],
    });
    return rows.map(({ off }) => (off === null ? undefined : Number(off)));
  }
}
