import { failpoint } from '@redress/config';
import { millisOf } from '@redress/kernel';
import { type DueTimer, firstOfEachStream, type TimerRow, timerOf } from './due-timer.js';
import { deleteStale, selectDue, selectNext } from './due-timers.sql.js';
import { RestingStreams } from './resting-streams.js';
import type { TimersOptions } from './timers-options.js';

/** Timers of one scan; a scan that finds more starts the next at once. */
const scanMax = 64;
/** Streams that are settled at the same time. */
const lanes = 4;
/** Longest sleep: clocks may jump, and hints may be lost. */
const sleepMaxMs = 30_000;
/** Hints within this time are one hint. */
const hintMs = 50;
/** Waits while the gate is shut. */
const gatePollMs = { first: 50, max: 1_000 };
/** Wait after the database could not be asked. */
const outageMs = 500;

/** What a scan did, and when to look again. */
interface Scan {
  readonly sleepMs: number;
  readonly lateMs: number;
}

/** The loop of the scanner: look, settle, sleep until the next timer is due. */
export class TimerScanner {
  /** Milliseconds by which the oldest timer was late at the last look. */
  lateMs = 0;

  private readonly streams = new RestingStreams();
  private readonly unsubscribe: (() => void) | undefined;
  private readonly ended: Promise<void>;
  private isStopped = false;
  private isHinted = false;
  private shutTurns = 0;
  private hintTimer: NodeJS.Timeout | undefined;
  private wake: () => void = () => undefined;

  constructor(private readonly options: TimersOptions) {
    this.unsubscribe = options.onAppended?.(() => this.hint());
    this.ended = this.run();
  }

  /** Ends after what is being settled now. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.unsubscribe?.();
    clearTimeout(this.hintTimer);
    this.wake();
    await this.ended;
  }

  private hint(): void {
    if (this.isStopped) return;
    this.hintTimer ??= setTimeout(() => {
      this.hintTimer = undefined;
      this.isHinted = true;
      this.wake();
    }, hintMs);
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      let sleepMs = outageMs;
      try {
        this.isHinted = false;
        const scan = await this.scan();
        this.lateMs = scan.lateMs;
        sleepMs = scan.sleepMs;
      } catch (error) {
        this.options.onProblem(error, undefined);
      }
      if (sleepMs > 0) await this.sleep(sleepMs);
    }
  }

  private async scan(): Promise<Scan> {
    const due = await this.due();
    if (due.timers.length === 0) return this.untilNext();
    const heard = await this.options.heardUpTo?.();
    const limit = heard === undefined ? Infinity : millisOf(heard);
    const open = due.timers.filter(({ dueAt }) => millisOf(dueAt) <= limit);
    if (open.length === 0) {
      this.shutTurns += 1;
      const sleepMs = gatePollMs.first * 2 ** Math.min(this.shutTurns - 1, 10);
      return { sleepMs: Math.min(sleepMs, gatePollMs.max), lateMs: due.lateMs };
    }
    this.shutTurns = 0;
    await this.settleAll(firstOfEachStream(open));
    return { sleepMs: 0, lateMs: due.lateMs };
  }

  private async due(): Promise<{ timers: DueTimer[]; lateMs: number }> {
    const resting = this.streams.resting(performance.now());
    const { rows } = await this.options.pool.query<TimerRow & { late_ms: number }>({
      name: 'timers_due',
      text: selectDue,
      values: [
        resting.map(({ log }) => log),
        resting.map(({ stream }) => stream.tenantId),
        resting.map(({ stream }) => stream.category),
        resting.map(({ stream }) => stream.id),
        scanMax,
      ],
    });
    return { timers: rows.map(timerOf), lateMs: rows[0]?.late_ms ?? 0 };
  }

  /** Nothing can be done now: sleep until the next is due, or may be tried again. */
  private async untilNext(): Promise<Scan> {
    const { rows } = await this.options.pool.query<{ in_ms: number | null }>({
      name: 'timers_next',
      text: selectNext,
    });
    const nextMs = rows[0]?.in_ms ?? sleepMaxMs;
    const retryMs = this.streams.nextTryMs(performance.now());
    if (nextMs > 0) return { sleepMs: Math.min(nextMs, retryMs ?? nextMs), lateMs: 0 };
    // All that is late rests; what is due later than it is not known, so look again soon.
    const sleepMs = Math.min(retryMs ?? 0, gatePollMs.max);
    return { sleepMs: Math.max(1, sleepMs), lateMs: -nextMs };
  }

  /** A few at a time, in order of time; a failing one keeps its lane only for its own duration. */
  private async settleAll(timers: DueTimer[]): Promise<void> {
    const line = timers[Symbol.iterator]();
    const lane = async () => {
      for (const timer of line) {
        if (this.isStopped) return;
        await this.settle(timer);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  private async settle(timer: DueTimer): Promise<void> {
    const { stream, log, timerId, dueAt } = timer;
    try {
      failpoint('timer-claimed');
      await this.options.fire(timer);
      await this.options.pool.query({
        name: 'timers_stale',
        text: deleteStale,
        values: [log, stream.tenantId, stream.category, stream.id, timerId, dueAt],
      });
      this.streams.settled(timer);
    } catch (error) {
      this.streams.failed(timer, performance.now());
      this.options.onProblem(error, timer);
    }
  }

  private async sleep(ms: number): Promise<void> {
    // A hint that came during the scan must not be slept over.
    if (this.isHinted || this.isStopped) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(ms, sleepMaxMs));
      this.wake = wake;
    });
  }
}
