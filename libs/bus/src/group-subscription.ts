import { isTransient, type LogReader } from '@redress/event-log';
import { BusError, asError } from './bus.error.js';
import { type Holding, sharePlan } from './fair-share.js';
import { tailOf } from './log-tail.js';
import {
  type Claim,
  type GroupView,
  type LogPartition,
  type OwnershipStore,
  partitionKey,
} from './ownership-store.port.js';
import { PartitionWorker, type WorkerEnd } from './partition-worker.js';
import { Slots } from './slots.js';
import type {
  BatchHandler,
  PartitionLag,
  RunningSubscription,
  SubscriptionOptions,
} from './subscription.port.js';
import { within } from './within.js';

/** What a group's subscription needs of its bus. */
export interface GroupContext {
  readonly store: OwnershipStore;
  readonly member: string;
  readonly sources: Readonly<Record<string, LogReader>>;
  readonly leaseMs: number;
  readonly stuckMs: number;
  readonly concurrency: number;
  readonly now: () => number;
  /** Asks for a look at the ownership as soon as possible. */
  readonly lookAgain: () => void;
  /** The group is no longer to be kept alive. */
  readonly onStopped: (group: GroupSubscription) => void;
}

/** Time that running batches get to end when the subscription fails. */
const failDrainMs = 1_000;

/** One group of this member: its workers, and how they come and go. */
export class GroupSubscription implements RunningSubscription {
  readonly failed: Promise<Error>;
  readonly group: string;

  private readonly workers = new Map<string, PartitionWorker>();
  private readonly leaving = new Map<string, PartitionWorker>();
  /** Handlers that run on although the partition was taken away, and since when. */
  private readonly revoked = new Map<PartitionWorker, number>();
  private readonly paused = new Set<string>();
  private readonly slots: Slots;
  private readonly unfollow: (() => void)[];
  private stopping: Promise<void> | undefined;
  private hasFailed = false;
  private reportFailure: (error: Error) => void = () => undefined;

  constructor(
    private readonly handler: BatchHandler,
    private readonly options: SubscriptionOptions,
    private readonly context: GroupContext,
  ) {
    this.group = options.group;
    this.slots = new Slots(context.concurrency);
    this.failed = new Promise((resolve) => {
      this.reportFailure = resolve;
    });
    this.unfollow = options.logs.map((log) => tailOf(this.source(log)).follow(options.maxWaitMs));
  }

  pause(log: string, partition: number): void {
    this.setPaused({ log, partition }, true);
  }

  resume(log: string, partition: number): void {
    this.setPaused({ log, partition }, false);
  }

  nudge(log: string, partition: number): void {
    this.workers.get(partitionKey({ log, partition }))?.nudge();
  }

  async lag(): Promise<PartitionLag[]> {
    const logs = this.options.logs;
    // Checkpoints first: an end that is read later is never below them.
    const rows = await this.context.store.committed(this.group);
    const sources = logs.map((log) => this.source(log));
    // Whoever looks at lag while brokers are away does not want to wait for them.
    const lastKnown = new Map(sources.map((each) => [each, each.lastTail?.()]));
    const old = new Set(sources.filter((each) => lastKnown.get(each)).map(({ name }) => name));
    const tails = await Promise.all(sources.map((each) => lastKnown.get(each) ?? each.tail()));
    const ends = new Map(tails.flatMap((tail) => [...tail]));
    return rows
      .filter((row) => logs.includes(row.log))
      .map(({ log, partition, offset, owner }) => {
        const end = ends.get(partitionKey({ log, partition })) ?? -1;
        const records = Math.max(0, end - offset);
        const more = {
          ...(owner ? { owner } : {}),
          ...(old.has(log) ? { isOld: true as const } : {}),
        };
        return { log, partition, committed: offset, end, records, ...more };
      });
  }

  stop(options: { drainMs: number }): Promise<void> {
    this.stopping ??= this.drain(options.drainMs);
    return this.stopping;
  }

  /** Brings what this member holds in line with what it should hold. True: nothing is moving. */
  async apply(view: GroupView): Promise<boolean> {
    if (this.stopping !== undefined) return true;
    // A release before this one, or the next, may read more logs: their checkpoints stay where they are.
    const rows = view.rows.filter(({ log }) => this.options.logs.includes(log));
    const plan = sharePlan({ ...view, rows }, this.context.member, this.holding());
    for (const claim of plan.lost) this.revoke(claim, 'another member owns the partition');
    for (const claim of plan.release) this.retire(claim);
    if (plan.claim.length > 0) await this.takeOver(plan.claim);
    return plan.isSettled;
  }

  /** Takes partitions away from handlers that gave no sign of life for a lease. */
  guard(): void {
    const now = this.context.now();
    for (const worker of [...this.workers.values(), ...this.leaving.values()]) {
      if (worker.silentFor(now) <= this.context.leaseMs) continue;
      this.revoke(worker.claim, `no beat for ${this.context.leaseMs} ms`);
      this.inBackground(this.giveUp(worker.claim));
    }
    for (const [worker, since] of this.revoked) {
      if (now - since <= this.context.stuckMs) continue;
      const name = `${this.group} ${partitionKey(worker.claim)}`;
      this.fail(new BusError('HANDLER_STUCK', `${name}: a handler does not end`));
    }
  }

  /** The member could not renew for a lease: others may own everything by now. */
  revokeAll(reason: string): void {
    for (const worker of [...this.workers.values(), ...this.leaving.values()]) {
      this.revoke(worker.claim, reason);
    }
  }

  /** Reports the reason once, and stops. */
  fail(error: unknown): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.reportFailure(asError(error));
    // That stopping fails too, e.g. for want of a database, is heard by whoever stops it: not here,
    // where it would be one more failure without end.
    this.stop({ drainMs: failDrainMs }).catch(() => undefined);
  }

  private source(log: string): LogReader {
    const source = this.context.sources[log];
    if (!source) throw new BusError('UNKNOWN_LOG', `this bus has no source of log ${log}`);
    return source;
  }

  private setPaused(at: LogPartition, isPaused: boolean): void {
    const key = partitionKey(at);
    if (isPaused) this.paused.add(key);
    else this.paused.delete(key);
    this.workers.get(key)?.setPaused(isPaused);
  }

  private holding(): Holding {
    return {
      working: [...this.workers.values()].map((worker) => worker.claim),
      leaving: [...this.leaving.values()].map((worker) => worker.claim),
      blocked: [...this.revoked.keys()].map((worker) => worker.claim),
    };
  }

  /** Whoever was stopped meanwhile gives back what it got: nobody would end its workers. */
  private async takeOver(wanted: readonly LogPartition[]): Promise<void> {
    const { store, member } = this.context;
    const taken = await store.claim(member, this.group, wanted);
    if (this.stopping !== undefined) await store.release(member, this.group, taken);
    else for (const each of taken) this.employ(each);
  }

  private employ(taken: Claim & { readonly offset: number }): void {
    const key = partitionKey(taken);
    const worker = new PartitionWorker(
      taken,
      {
        tail: tailOf(this.source(taken.log)),
        handler: this.handler,
        maxBatch: this.options.maxBatch,
        slots: this.slots,
        now: this.context.now,
      },
      this.paused.has(key),
    );
    this.workers.set(key, worker);
    this.inBackground(worker.ended.then((end) => this.onEnd(worker, end)));
  }

  private retire(claim: Claim): void {
    const key = partitionKey(claim);
    const worker = this.workers.get(key);
    if (!worker) return;
    this.workers.delete(key);
    this.leaving.set(key, worker);
    worker.retire();
  }

  private revoke(claim: Claim, reason: string): void {
    const key = partitionKey(claim);
    const worker = this.workers.get(key) ?? this.leaving.get(key);
    if (!worker) return;
    this.workers.delete(key);
    this.leaving.delete(key);
    this.revoked.set(worker, this.context.now());
    worker.revoke(reason);
  }

  private async onEnd(worker: PartitionWorker, end: WorkerEnd): Promise<void> {
    const key = partitionKey(worker.claim);
    if (this.workers.get(key) === worker) this.workers.delete(key);
    if (this.leaving.get(key) === worker) this.leaving.delete(key);
    this.revoked.delete(worker);
    if (end.reason === 'failed') this.fail(end.error);
    if (this.stopping !== undefined) return;
    if (end.reason !== 'revoked') await this.giveUp(worker.claim);
    this.context.lookAgain();
  }

  private giveUp(claim: Claim): Promise<void> {
    return this.context.store.release(this.context.member, this.group, [claim]);
  }

  private async drain(drainMs: number): Promise<void> {
    const running = [...this.workers.values(), ...this.leaving.values()];
    for (const worker of running) worker.retire();
    await within(drainMs, Promise.all(running.map((worker) => worker.ended)));
    this.revokeAll('the time to drain is over');
    for (const unfollow of this.unfollow) unfollow();
    this.context.onStopped(this);
    try {
      await this.context.store.leave(this.context.member, this.group);
    } catch (error) {
      // Unreachable: the partitions become free when the lease ends.
      if (!isTransient(error)) throw error;
    }
  }

  /** What fails here for a moment is repaired by the next look at the ownership. */
  private inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!isTransient(error)) this.fail(error);
    });
  }
}
