import { isTransient, type LogRecord } from '@redress/event-log';
import { fullJitter } from './back-off.js';
import { BusError, isBusError } from './bus.error.js';
import type { LogTail } from './log-tail.js';
import type { Claim, Taken } from './ownership-store.port.js';
import type { Slots } from './slots.js';
import type { BatchHandler } from './subscription.port.js';
import { WakeUp } from './wake-up.js';

/** What a worker needs of its group. */
export interface WorkerContext {
  readonly tail: LogTail;
  readonly handler: BatchHandler;
  readonly maxBatch: number;
  /** Shared by the group: bounds how many batches run at once. */
  readonly slots: Slots;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** How the work on a partition ended. */
export type WorkerEnd =
  | { readonly reason: 'retired' | 'revoked' | 'ownership-lost' }
  | { readonly reason: 'failed'; readonly error: unknown };

const readRetry = { minMs: 50, maxMs: 5_000 };

/** Reads one owned partition and hands its records to the handler, batch after batch. */
export class PartitionWorker {
  readonly claim: Claim;
  /** Resolves when no handler runs any more and none will. Never rejects. */
  readonly ended: Promise<WorkerEnd>;

  private after: number;
  private readonly abort = new AbortController();
  private readonly bell = new WakeUp();
  private isRetired = false;
  private isPaused: boolean;
  private isNudged = false;
  private leaveRead: () => void = () => undefined;
  private busySince: number | undefined;
  /** Set while the end of the partition was reached: the mark of that read. */
  private endMark: number | undefined;
  private readFailures = 0;

  constructor(
    taken: Taken,
    private readonly context: WorkerContext,
    isPaused: boolean,
  ) {
    const { log, partition, epoch, offset } = taken;
    this.claim = { log, partition, epoch };
    this.after = offset;
    this.isPaused = isPaused;
    this.ended = this.run();
  }

  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
    this.bell.ring();
  }

  nudge(): void {
    this.isNudged = true;
    this.bell.ring();
  }

  /** Ends after the running batch. */
  retire(): void {
    this.isRetired = true;
    this.leaveRead();
    this.bell.ring();
  }

  /** Ends now: aborts the running batch, whose commit is refused by the fence. */
  revoke(reason: string): void {
    this.isRetired = true;
    this.leaveRead();
    this.abort.abort(new BusError('OWNERSHIP_LOST', reason));
    this.bell.ring();
  }

  get isRevoked(): boolean {
    return this.abort.signal.aborted;
  }

  /** Milliseconds since the running handler began or last beat; 0 when none runs. */
  silentFor(now: number): number {
    return this.busySince === undefined ? 0 : now - this.busySince;
  }

  private async run(): Promise<WorkerEnd> {
    // The owner of this worker must have it in hand before the first batch is delivered.
    await Promise.resolve();
    try {
      while (!this.isRetired) await this.step();
      return { reason: this.isRevoked ? 'revoked' : 'retired' };
    } catch (error) {
      if (this.isRevoked) return { reason: 'revoked' };
      if (isBusError(error, 'OWNERSHIP_LOST')) return { reason: 'ownership-lost' };
      return { reason: 'failed', error };
    }
  }

  private async step(): Promise<void> {
    if (this.isPaused) return this.bell.sleep();
    if (this.isNudged) return this.deliver([], false);
    if (this.endMark !== undefined) return this.waitForNews(this.endMark);
    const read = await this.unlessRetired(this.read());
    if (!read) return;
    this.endMark = read.caughtUp ? read.mark : undefined;
    if (read.records.length > 0) await this.deliver(read.records, read.caughtUp);
  }

  private async waitForNews(mark: number): Promise<void> {
    const { tail } = this.context;
    let isNews = false;
    const awaken = () => {
      isNews = true;
      this.bell.ring();
    };
    const cancel = tail.onNews(this.claim.partition, { after: this.after, mark, awaken });
    const isToldAtOnce = isNews;
    await this.bell.sleep();
    cancel();
    // Where a reader says that more is there and does not give it, only input leads on, and no input is
    // heard as long as we ask again without a pause.
    if (isToldAtOnce) await new Promise(setImmediate);
    if (isNews) this.endMark = undefined;
  }

  /** What is read has no effect yet, so whoever retires does not wait for a broker that may never answer. */
  private unlessRetired<T>(reading: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.leaveRead = () => resolve(undefined);
      reading.then(resolve, reject);
    });
  }

  private async read() {
    const { tail, maxBatch } = this.context;
    try {
      const read = await tail.read(this.claim.partition, this.after, maxBatch);
      this.readFailures = 0;
      return { ...read, records: unbroken(read.records, this.after, this.claim.log) };
    } catch (error) {
      if (!isTransient(error)) throw error;
      this.readFailures += 1;
      await this.bell.sleep(fullJitter(this.readFailures, readRetry, Math.random()));
      return undefined;
    }
  }

  private async deliver(records: readonly LogRecord[], caughtUp: boolean): Promise<void> {
    const { slots, handler, now } = this.context;
    const leave = await slots.take();
    try {
      // Whatever was read is read again when the reason not to deliver it has gone.
      if (this.isRetired || this.isPaused) {
        this.endMark = undefined;
        return;
      }
      if (records.length === 0) this.isNudged = false;
      this.busySince = now();
      const { signal } = this.abort;
      const beat = async () => {
        signal.throwIfAborted();
        this.busySince = now();
      };
      await handler({ ...this.claim, after: this.after, records, caughtUp, signal, beat });
      this.after = records.at(-1)?.position.offset ?? this.after;
    } finally {
      this.busySince = undefined;
      leave();
    }
  }
}

/**
 * The records behind `after`, each the successor of the one before it. Repeated ones are dropped.
 *
 * @throws BusError LOG_HOLE when one is missing
 */
function unbroken(records: readonly LogRecord[], after: number, log: string): LogRecord[] {
  const fresh = records.filter((record) => record.position.offset > after);
  let last = after;
  for (const { position, previous } of fresh) {
    if (previous !== last) {
      throw new BusError(
        'LOG_HOLE',
        `${log}/${position.partition}: offset ${position.offset} follows ${previous}, but ${last} was read last`,
      );
    }
    last = position.offset;
  }
  return fresh;
}
