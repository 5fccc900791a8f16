import { isTransient } from '@redress/event-log';
import type { GroupSubscription } from './group-subscription.js';
import type { OwnershipStore } from './ownership-store.port.js';
import { WakeUp } from './wake-up.js';

/** How often a member shows itself, and how long it may be silent, in milliseconds. */
export interface MembershipTiming {
  readonly leaseMs: number;
  readonly renewMs: number;
}

/** Renewals are this much more frequent while partitions move between members. */
const hurryFactor = 4;

/** Least time between two rounds, so that a partition which is lost at once is no busy loop. */
const roundGapMs = 50;

/**
 * Keeps one member alive in all its groups with a single statement per round, and hands each
 * group the view that the answer gives. Beside it a guard, which needs no database, takes work
 * away from silent handlers and from a member that could not renew.
 */
export class Membership {
  private readonly groups = new Set<GroupSubscription>();
  private readonly bell = new WakeUp();
  private guardTimer: NodeJS.Timeout | undefined;
  private isLooping = false;
  private renewedAt = 0;

  constructor(
    private readonly store: OwnershipStore,
    private readonly member: string,
    private readonly timing: MembershipTiming,
    private readonly now: () => number,
  ) {}

  /** Adds a group; what it comes to own arrives soon after. */
  join(group: GroupSubscription): void {
    this.groups.add(group);
    if (this.groups.size === 1) {
      this.renewedAt = this.now();
      this.guardTimer = setInterval(() => this.guard(), this.timing.leaseMs / hurryFactor);
    }
    if (!this.isLooping) void this.loop();
    this.bell.ring();
  }

  leave(group: GroupSubscription): void {
    this.groups.delete(group);
    if (this.groups.size > 0) return;
    clearInterval(this.guardTimer);
    this.bell.ring();
  }

  lookAgain(): void {
    this.bell.ring();
  }

  private async loop(): Promise<void> {
    this.isLooping = true;
    while (this.groups.size > 0) {
      const isSettled = await this.round();
      const { renewMs } = this.timing;
      if (this.groups.size === 0) break;
      const wait = isSettled ? renewMs : renewMs / hurryFactor;
      const startedAt = this.now();
      await this.bell.sleep(wait);
      const gap = Math.min(wait, roundGapMs) - (this.now() - startedAt);
      if (gap > 0) await new Promise((resolve) => setTimeout(resolve, gap));
    }
    this.isLooping = false;
  }

  private async round(): Promise<boolean> {
    const groups = [...this.groups];
    const askedAt = this.now();
    try {
      const views = await this.store.renew(
        this.member,
        groups.map((group) => group.group),
      );
      this.renewedAt = askedAt;
      const byName = new Map(views.map((view) => [view.group, view]));
      let isSettled = true;
      for (const group of groups) {
        const view = byName.get(group.group);
        if (view && this.groups.has(group) && !(await group.apply(view))) isSettled = false;
      }
      return isSettled;
    } catch (error) {
      if (!isTransient(error)) for (const group of groups) group.fail(error);
      return false;
    }
  }

  private guard(): void {
    // One guard interval before the lease ends: the work stops before others may take it over.
    const patienceMs = this.timing.leaseMs * (1 - 1 / hurryFactor);
    const isAlive = this.now() - this.renewedAt <= patienceMs;
    for (const group of this.groups) {
      group.guard();
      if (!isAlive) group.revokeAll(`the member could not renew for ${patienceMs} ms`);
    }
  }
}
