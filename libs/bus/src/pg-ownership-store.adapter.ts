import type { Pool } from 'pg';
import { newCheckpoints } from './new-checkpoints.js';
import {
  type Claim,
  type CommittedRow,
  type GroupView,
  type LogPartition,
  type OwnershipRow,
  type OwnershipStore,
  type Taken,
  partitionKey,
} from './ownership-store.port.js';

interface ViewRow {
  readonly consumer: string;
  readonly log: string;
  readonly partition: number;
  readonly epoch: string;
  readonly owner: string | null;
  readonly is_live: boolean;
  readonly members: string;
}

/**
 * Ownership in the tables `checkpoints` and `members` of a service's schema. The lease is the row
 * of the member, not a column of every checkpoint: one small write per round keeps all partitions.
 */
export class PgOwnershipStore implements OwnershipStore {
  /** @param leaseMs how long a member may be silent, by the clock of the database */
  constructor(
    private readonly pool: Pool,
    private readonly leaseMs: number,
  ) {}

  async prepare(options: Parameters<OwnershipStore['prepare']>[0]): Promise<void> {
    const { rows } = await this.pool.query<{ log: string; partition: number }>(
      'select log, partition from checkpoints where consumer = $1 and log = any($2)',
      [options.group, options.logs],
    );
    const missing = newCheckpoints(options, new Set(rows.map(partitionKey)));
    if (missing.length === 0) return;
    await this.pool.query(
      `insert into checkpoints (consumer, log, partition, off)
       select $1, log, partition, off
       from unnest($2::text[], $3::smallint[], $4::bigint[]) as wanted (log, partition, off)
       on conflict do nothing`,
      [
        options.group,
        missing.map(({ log }) => log),
        missing.map(({ partition }) => partition),
        missing.map(({ offset }) => offset),
      ],
    );
  }

  async renew(member: string, groups: readonly string[]): Promise<GroupView[]> {
    const { rows } = await this.pool.query<ViewRow>(renewStatement, [groups, member, this.leaseMs]);
    const views = new Map<string, { group: string; members: number; rows: OwnershipRow[] }>();
    for (const { consumer, log, partition, epoch, owner, is_live, members } of rows) {
      const view = views.get(consumer) ?? { group: consumer, members: Number(members), rows: [] };
      const owned = owner === null ? {} : { owner };
      view.rows.push({ log, partition, epoch: Number(epoch), isLive: is_live, ...owned });
      views.set(consumer, view);
    }
    return [...views.values()];
  }

  async claim(member: string, group: string, wanted: readonly LogPartition[]): Promise<Taken[]> {
    const { rows } = await this.pool.query<{
      log: string;
      partition: number;
      off: string;
      epoch: string;
    }>(claimStatement, [
      group,
      member,
      this.leaseMs,
      wanted.map(({ log }) => log),
      wanted.map(({ partition }) => partition),
    ]);
    return rows.map(({ log, partition, off, epoch }) => ({
      log,
      partition,
      offset: Number(off),
      epoch: Number(epoch),
    }));
  }

  async release(member: string, group: string, owned: readonly Claim[]): Promise<void> {
    await this.pool.query(releaseStatement, [
      group,
      member,
      owned.map(({ log }) => log),
      owned.map(({ partition }) => partition),
      owned.map(({ epoch }) => epoch),
    ]);
  }

  async leave(member: string, group: string): Promise<void> {
    // The member's row goes first: what is locked by a running commit is free without its owner.
    await this.pool.query('delete from members where consumer = $1 and member = $2', [
      group,
      member,
    ]);
    await this.pool.query(leaveStatement, [group, member]);
  }

  async committed(group: string): Promise<CommittedRow[]> {
    const { rows } = await this.pool.query<{
      log: string;
      partition: number;
      off: string;
      owner: string | null;
    }>(
      `select log, partition, off, owner from checkpoints where consumer = $1
       order by log, partition`,
      [group],
    );
    return rows.map(({ log, partition, off, owner }) => ({
      log,
      partition,
      offset: Number(off),
      ...(owner === null ? {} : { owner }),
    }));
  }
}

/** A member is counted as live by its own renewal, although the statement cannot see it yet. */
const renewStatement = `
  with seen as (
    insert into members (consumer, member, seen_at)
    select consumer, $2, clock_timestamp() from unnest($1::text[]) as wanted (consumer)
    on conflict (consumer, member) do update set seen_at = excluded.seen_at
  ), forgotten as (
    delete from members
    where consumer = any($1) and member <> $2
      and seen_at < clock_timestamp() - 100 * $3::float8 * interval '1 millisecond'
  ), live as (
    select consumer, member from members
    where consumer = any($1) and member <> $2
      and seen_at > clock_timestamp() - $3::float8 * interval '1 millisecond'
  )
  select c.consumer, c.log, c.partition, c.epoch, c.owner,
         coalesce(c.owner = $2 or l.member is not null, false) as is_live,
         1 + (select count(*) from live where live.consumer = c.consumer) as members
  from checkpoints c
  left join live l on l.consumer = c.consumer and l.member = c.owner
  where c.consumer = any($1)
  order by c.consumer, c.log, c.partition`;

/** A row that a commit of its old owner has locked is left for the next round. */
const claimStatement = `
  update checkpoints c set owner = $2, epoch = c.epoch + 1
  from (
    select k.log, k.partition from checkpoints k
    join unnest($4::text[], $5::smallint[]) as wanted (log, partition) using (log, partition)
    where k.consumer = $1 and (
      k.owner is null or k.owner = $2 or not exists (
        select from members m
        where m.consumer = k.consumer and m.member = k.owner
          and m.seen_at > clock_timestamp() - $3::float8 * interval '1 millisecond'
      )
    )
    for update of k skip locked
  ) free
  where c.consumer = $1 and c.log = free.log and c.partition = free.partition
  returning c.log, c.partition, c.off, c.epoch`;

const releaseStatement = `
  update checkpoints c set owner = null, epoch = c.epoch + 1
  from unnest($3::text[], $4::smallint[], $5::bigint[]) as owned (log, partition, epoch)
  where c.consumer = $1 and c.owner = $2
    and c.log = owned.log and c.partition = owned.partition and c.epoch = owned.epoch`;

const leaveStatement = `
  update checkpoints c set owner = null, epoch = c.epoch + 1
  from (
    select log, partition from checkpoints where consumer = $1 and owner = $2
    for update skip locked
  ) free
  where c.consumer = $1 and c.log = free.log and c.partition = free.partition`;
