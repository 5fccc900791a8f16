import {
  type Claim,
  type GroupView,
  type LogPartition,
  partitionKey,
} from './ownership-store.port.js';

/** What a member holds of a group, by `<log>/<partition>`. */
export interface Holding {
  /** Owned and at work. */
  readonly working: readonly Claim[];
  /** Owned, being given up: its last batch is still running. */
  readonly leaving: readonly Claim[];
  /** No longer owned, but its handler has not ended yet: not to be taken again. */
  readonly blocked: readonly LogPartition[];
}

/** What a member must do to hold its fair share. */
export interface SharePlan {
  /** Taken away by others: abort the work. */
  readonly lost: readonly Claim[];
  /** More than the share: end the running batch, then give up. */
  readonly release: readonly Claim[];
  /** Free, and within the share. */
  readonly claim: readonly LogPartition[];
  /** False while partitions are on their way between members: look again soon. */
  readonly isSettled: boolean;
}

/**
 * The fair share of one member: the partitions of the group divided by its live members, rounded
 * up. A member above it gives up, a member below it takes what is free; no member decides for
 * another. All give and take in the same order, partition by partition across the logs, so that a
 * busy log is spread over the members and not the share of one.
 */
export function sharePlan(view: GroupView, member: string, holding: Holding): SharePlan {
  const rows = new Map(view.rows.map((row) => [partitionKey(row), row]));
  const isOurs = (claim: Claim) => {
    const row = rows.get(partitionKey(claim));
    return row?.owner === member && row.epoch === claim.epoch;
  };
  const share = Math.ceil(view.rows.length / Math.max(1, view.members));
  const lost = [...holding.working, ...holding.leaving].filter((claim) => !isOurs(claim));
  const kept = holding.working.filter(isOurs).sort(acrossLogs);
  const release = kept.slice(share);
  const known = new Set(
    [...holding.working, ...holding.leaving, ...holding.blocked].map(partitionKey),
  );
  const free = view.rows
    .filter((row) => !known.has(partitionKey(row)) && (!row.isLive || row.owner === member))
    .sort(acrossLogs);
  const claim = free.slice(0, Math.max(0, share - kept.length));
  const least = Math.floor(view.rows.length / Math.max(1, view.members));
  const isSettled =
    lost.length + release.length + holding.leaving.length + holding.blocked.length === 0 &&
    kept.length + claim.length >= least;
  return { lost, release, claim, isSettled };
}

/** The same partition of each log, then the next one. */
function acrossLogs(one: LogPartition, other: LogPartition): number {
  return one.partition - other.partition || (one.log < other.log ? -1 : 1);
}
