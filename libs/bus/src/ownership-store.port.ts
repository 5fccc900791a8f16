import type { SubscriptionOptions } from './subscription.port.js';

/** A partition of a log. */
export interface LogPartition {
  readonly log: string;
  readonly partition: number;
}

/** A partition that a member owns under one epoch. */
export interface Claim extends LogPartition {
  readonly epoch: number;
}

/** A partition just taken, and where its checkpoint stands. */
export interface Taken extends Claim {
  readonly offset: number;
}

/** A checkpoint row as a member sees it. */
export interface OwnershipRow extends Claim {
  readonly owner?: string;
  /** False when nobody owns it, or its owner has not been seen for a lease. */
  readonly isLive: boolean;
}

/** A group as a member sees it at one moment. */
export interface GroupView {
  readonly group: string;
  /** Members seen within a lease, the asking one included. */
  readonly members: number;
  readonly rows: readonly OwnershipRow[];
}

/** Where a group stands in one partition. */
export interface CommittedRow extends LogPartition {
  readonly offset: number;
  readonly owner?: string;
}

/**
 * Who owns which partition of which group. A member is alive while it renews; a partition whose
 * owner is not alive may be taken, and every change of owner raises the epoch by which commits
 * are fenced. All times are those of the store, so clocks of members may differ.
 */
export interface OwnershipStore {
  /**
   * Makes the checkpoints that are missing, at `startAt`.
   *
   * @throws BusError NO_CHECKPOINT when some are missing and `startAt` is `checkpoint`
   */
  prepare(options: Pick<SubscriptionOptions, 'group' | 'logs' | 'startAt'>): Promise<void>;
  /** Says that the member is alive in these groups, and answers how they stand. */
  renew(member: string, groups: readonly string[]): Promise<GroupView[]>;
  /** Takes those of the wanted partitions that are free; another member may have been faster. */
  claim(member: string, group: string, wanted: readonly LogPartition[]): Promise<Taken[]>;
  /** Gives partitions up that are still owned under these epochs, and raises the epochs. */
  release(member: string, group: string, owned: readonly Claim[]): Promise<void>;
  /** Gives all up and is no member any more. */
  leave(member: string, group: string): Promise<void>;
  /** Where the group stands, whoever owns it. */
  committed(group: string): Promise<CommittedRow[]>;
}

/** Key of a partition in maps: `<log>/<partition>`. */
export function partitionKey({ log, partition }: LogPartition): string {
  return `${log}/${partition}`;
}
