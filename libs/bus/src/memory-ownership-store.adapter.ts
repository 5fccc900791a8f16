import type { MemoryCheckpoint, MemoryCheckpoints } from './memory-checkpoints.js';
import { newCheckpoints } from './new-checkpoints.js';
import {
  type Claim,
  type CommittedRow,
  type GroupView,
  type LogPartition,
  type OwnershipStore,
  type Taken,
  partitionKey,
} from './ownership-store.port.js';

/** Ownership of the in-memory model; the rules are those of `PgOwnershipStore`. */
export class MemoryOwnershipStore implements OwnershipStore {
  /** @param now the model's clock in milliseconds, as the database has one */
  constructor(
    private readonly tables: MemoryCheckpoints,
    private readonly leaseMs: number,
    private readonly now: () => number,
  ) {}

  async prepare(options: Parameters<OwnershipStore['prepare']>[0]): Promise<void> {
    const known = new Set(this.tables.ofGroup(options.group).map(partitionKey));
    for (const { log, partition, offset } of newCheckpoints(options, known)) {
      this.tables.create(options.group, log, partition, offset);
    }
  }

  async renew(member: string, groups: readonly string[]): Promise<GroupView[]> {
    return groups.map((group) => {
      const members = this.tables.members.get(group) ?? new Map<string, number>();
      this.tables.members.set(group, members.set(member, this.now()));
      const live = [...members.keys()].filter((each) => this.isLive(group, each));
      const rows = this.tables.ofGroup(group).map((row) => ({
        log: row.log,
        partition: row.partition,
        epoch: row.epoch,
        isLive: this.isLive(group, row.owner),
        ...(row.owner === undefined ? {} : { owner: row.owner }),
      }));
      return { group, members: live.length, rows };
    });
  }

  async claim(member: string, group: string, wanted: readonly LogPartition[]): Promise<Taken[]> {
    const taken: Taken[] = [];
    for (const { log, partition } of wanted) {
      const row = this.tables.row(group, log, partition);
      if (!row || row.lockedBy) continue;
      if (row.owner !== member && this.isLive(group, row.owner)) continue;
      row.owner = member;
      row.epoch += 1;
      taken.push({ log, partition, epoch: row.epoch, offset: row.offset });
    }
    return taken;
  }

  async release(member: string, group: string, owned: readonly Claim[]): Promise<void> {
    for (const { log, partition, epoch } of owned) {
      const row = this.tables.row(group, log, partition);
      if (!row) continue;
      await this.tables.unlocked(row);
      if (row.owner === member && row.epoch === epoch) free(row);
    }
  }

  async leave(member: string, group: string): Promise<void> {
    this.tables.members.get(group)?.delete(member);
    for (const row of this.tables.ofGroup(group)) {
      if (row.owner === member && !row.lockedBy) free(row);
    }
  }

  async committed(group: string): Promise<CommittedRow[]> {
    return this.tables.ofGroup(group).map(({ log, partition, offset, owner }) => ({
      log,
      partition,
      offset,
      ...(owner === undefined ? {} : { owner }),
    }));
  }

  private isLive(group: string, member: string | undefined): boolean {
    const seenAt = member === undefined ? undefined : this.tables.members.get(group)?.get(member);
    return seenAt !== undefined && seenAt > this.now() - this.leaseMs;
  }
}

function free(row: MemoryCheckpoint): void {
  row.owner = undefined;
  row.epoch += 1;
}
