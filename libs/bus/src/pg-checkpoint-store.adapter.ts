import { pgTx, type Tx } from '@redress/event-log';
import type { Pool } from 'pg';
import type { CheckpointMove } from './checkpoint-store.port.js';
import { type CheckpointRef, CheckpointWaiters } from './checkpoint-waiters.js';
import { GatheredSkips } from './gathered-skips.js';
import type { Standing } from './kafka/horizon.js';
import type { SkipStore } from './skip-store.port.js';

/** Checkpoints in the table `checkpoints` of a service's schema. */
export class PgCheckpointStore implements SkipStore {
  private readonly waiters: CheckpointWaiters;
  private readonly skips = new GatheredSkips((moves) => this.moveAlone(moves));

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

  skip(move: CheckpointMove): Promise<boolean> {
    const moved = this.skips.add(move);
    // Somebody may be waiting for this very position.
    if (this.waiters.isWaiting) this.skips.hurry();
    return moved;
  }

  hurry(): void {
    this.skips.hurry();
  }

  async committed(group: string, log: string, partition: number): Promise<number | undefined> {
    const [offset] = await this.read([{ group, log, partition }]);
    return offset;
  }

  /** Where a group stands in all partitions of its logs. */
  async standings(group: string): Promise<Standing[]> {
    const { rows } = await this.pool.query<{ log: string; partition: number; off: string }>({
      name: 'checkpoint_standings',
      text: 'select log, partition, off from checkpoints where consumer = $1',
      values: [group],
    });
    return rows.map(({ log, partition, off }) => ({ log, partition, committed: Number(off) }));
  }

  async waitFor(
    group: string,
    at: { log: string; partition: number; offset: number },
    timeoutMs: number,
  ): Promise<boolean> {
    const { log, partition, offset } = at;
    this.skips.hurry();
    return this.waiters.wait({ group, log, partition }, offset, timeoutMs);
  }

  /** Each move by its own fence, in one statement; what is lost in a crash is made again. */
  private async moveAlone(moves: readonly CheckpointMove[]): Promise<boolean[]> {
    const { rows } = await this.pool.query<{ nth: string }>({
      name: 'checkpoint_skip',
      text: `update checkpoints c set off = m.new_off
        from (select set_config('synchronous_commit', 'off', true)) as unhurried,
          unnest($1::text[], $2::text[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[])
            with ordinality as m (consumer, log, partition, old_off, new_off, epoch, nth)
        where c.consumer = m.consumer and c.log = m.log and c.partition = m.partition
          and c.off = m.old_off and c.epoch = m.epoch
        returning m.nth`,
      values: [
        moves.map(({ group }) => group),
        moves.map(({ log }) => log),
        moves.map(({ partition }) => partition),
        moves.map(({ from }) => from),
        moves.map(({ to }) => to),
        moves.map(({ epoch }) => epoch),
      ],
    });
    const moved = new Set(rows.map(({ nth }) => Number(nth) - 1));
    for (const [index, move] of moves.entries()) {
      if (moved.has(index)) this.waiters.committed(move, move.to);
    }
    return moves.map((_, index) => moved.has(index));
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
