import { doubled } from './back-off.js';
import { BusError } from './bus.error.js';
import { WakeUp } from './wake-up.js';

/** One checkpoint: of a group, in one partition of a log. */
export interface CheckpointRef {
  readonly group: string;
  readonly log: string;
  readonly partition: number;
}

interface Waiter extends CheckpointRef {
  readonly offset: number;
  readonly finish: (isCommitted: boolean) => void;
}

/** Callers that wait at once; the edge refuses more with 503. */
const waitersMax = 1_000;
const pollBounds = { minMs: 5, maxMs: 250 };

/**
 * Callers who wait until a checkpoint has reached an offset. A commit of this process ends the
 * wait at once; for commits of other replicas one poll asks for all that is waited for.
 */
export class CheckpointWaiters {
  private readonly waiters = new Set<Waiter>();
  private readonly bell = new WakeUp();
  private isPolling = false;
  private pollMs = pollBounds.minMs;

  /** @param read the offsets of these checkpoints, in order; undefined where there is none */
  constructor(
    private readonly read: (wanted: readonly CheckpointRef[]) => Promise<(number | undefined)[]>,
  ) {}

  get isWaiting(): boolean {
    return this.waiters.size > 0;
  }

  /** Tells what this process has committed. */
  committed(at: CheckpointRef, offset: number): void {
    for (const waiter of this.waiters) {
      if (isSame(waiter, at) && waiter.offset <= offset) waiter.finish(true);
    }
  }

  /**
   * @returns true when the offset is committed, false after `timeoutMs`
   * @throws BusError TOO_MANY_WAITERS
   */
  async wait(at: CheckpointRef, offset: number, timeoutMs: number): Promise<boolean> {
    if (this.waiters.size >= waitersMax) {
      throw new BusError('TOO_MANY_WAITERS', `${waitersMax} callers wait for a position already`);
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => finish(false), timeoutMs);
      const finish = (isCommitted: boolean) => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        if (this.waiters.size === 0) this.bell.ring();
        resolve(isCommitted);
      };
      const waiter: Waiter = { ...at, offset, finish };
      this.waiters.add(waiter);
      this.pollMs = pollBounds.minMs;
      this.bell.ring();
      if (!this.isPolling) void this.poll();
    });
  }

  private async poll(): Promise<void> {
    this.isPolling = true;
    while (this.waiters.size > 0) {
      await this.look();
      if (this.waiters.size === 0) break;
      await this.bell.sleep(this.pollMs);
      this.pollMs = doubled(this.pollMs, pollBounds);
    }
    this.isPolling = false;
  }

  private async look(): Promise<void> {
    const wanted = new Map<string, CheckpointRef>();
    for (const { group, log, partition } of this.waiters) {
      wanted.set(`${group} ${log}/${partition}`, { group, log, partition });
    }
    const all = [...wanted.values()];
    try {
      const offsets = await this.read(all);
      for (const [index, at] of all.entries()) this.committed(at, offsets[index] ?? -1);
    } catch {
      // The database is away: the next look asks again, and every wait has its own end.
      this.pollMs = pollBounds.maxMs;
    }
  }
}

function isSame(a: CheckpointRef, b: CheckpointRef): boolean {
  return a.group === b.group && a.log === b.log && a.partition === b.partition;
}
