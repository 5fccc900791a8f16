import { type StreamRef, type Timestamp, timestampOf } from '@redress/kernel';
import type { Pool } from 'pg';
import { deleteStale, selectDue, selectNext } from './due-timers.sql.js';

/** A deadline that has come. */
export interface DueTimer {
  readonly log: string;
  readonly stream: StreamRef;
  readonly timerId: string;
  readonly dueAt: Timestamp;
}

export interface TimersOptions {
  /** Writer pool of the service; its schema holds the table `timers`, filled by appends. */
  readonly pool: Pool;
  /**
   * Settles the stream up to the due time through its command handler. The version of the stream
   * makes the outcome happen once: of two scanners one appends, the other finds nothing to do.
   */
  fire(timer: DueTimer): Promise<void>;
  /**
   * The instant up to which everything that other services recorded is known here. A deadline
   * waits for it: a promise that was kept in time must not break because the news came late.
   */
  heardUpTo?(): Promise<Timestamp>;
  /** Calls back when deadlines may have been set; a hint that saves waiting, nothing more. */
  onAppended?(listener: () => void): () => void;
  /** Told of a stream that could not be settled; it is tried again, later and later. */
  onProblem(error: unknown, timer: DueTimer | undefined): void;
}

/** The scanner of a service at work. */
export interface RunningTimers {
  /** Milliseconds by which the oldest due timer is late; 0 when none is. */
  lateMs(): number;
  /** Ends after what is being settled now. */
  stop(): Promise<void>;
}

/** Timers of one scan; a scan that finds more starts the next at once. */
const scanMax = 64;
/** Streams that are settled at the same time. */
const lanes = 4;
/** Longest sleep: clocks may jump, and hints may be lost. */
const sleepMaxMs = 30_000;
/** Hints within this time are one hint. */
const hintMs = 50;
/** Waits of a gate that is not open yet, and of a stream that could not be settled. */
const gatePollMs = { first: 50, max: 1_000 } as const;
const retryMs = { first: 500, max: 60_000 } as const;
/** Streams whose failures are remembered at once. */
const failingMax = 1_000;

/**
 * Starts the scanner: one per process of a service, several processes may run. Due is what is due
 * by the clock of the database, so no timer fires early because of a clock of ours.
 */
export function startTimers(options: TimersOptions): RunningTimers {
  const { pool } = options;
  const failing = new Map<string, { timer: DueTimer; tries: number; at: number }>();
  let stopped = false;
  let late = 0;
  let shutTurns = 0;
  let hintPending = false;
  let wake: () => void = () => undefined;
  let hinted: NodeJS.Timeout | undefined;
  const unsubscribe = options.onAppended?.(() => {
    hinted ??= setTimeout(() => {
      hinted = undefined;
      hintPending = true;
      wake();
    }, hintMs);
  });

  function sleep(ms: number): Promise<void> {
    // A hint that came during the scan must not be slept over.
    if (hintPending) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, sleepMaxMs));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function due(): Promise<DueTimer[]> {
    const heard = (await options.heardUpTo?.()) ?? 'infinity';
    const now = performance.now();
    const resting = [...failing.values()].filter(({ at }) => at > now).map(({ timer }) => timer);
    const { rows } = await pool.query<TimerRow>({
      name: 'timers_due',
      text: selectDue,
      values: [
        heard,
        resting.map(({ log }) => log),
        resting.map(({ stream }) => stream.tenantId),
        resting.map(({ stream }) => stream.category),
        resting.map(({ stream }) => stream.id),
        scanMax,
      ],
    });
    return rows.map(timerOf);
  }

  async function settle(timer: DueTimer): Promise<void> {
    try {
      await options.fire(timer);
      await pool.query({ name: 'timers_stale', text: deleteStale, values: keyOf(timer) });
      failing.delete(nameOf(timer));
    } catch (error) {
      const tries = (failing.get(nameOf(timer))?.tries ?? 0) + 1;
      const wait = Math.min(retryMs.first * 2 ** (tries - 1), retryMs.max);
      if (failing.size >= failingMax) failing.clear();
      failing.set(nameOf(timer), { timer, tries, at: performance.now() + wait });
      options.onProblem(error, timer);
    }
  }

  /** Settles what is due; answers how long to sleep. */
  async function scan(): Promise<number> {
    hintPending = false;
    const timers = firstOfEachStream(await due());
    for (let index = 0; index < timers.length && !stopped; index += lanes) {
      await Promise.all(timers.slice(index, index + lanes).map(settle));
    }
    if (timers.length > 0) {
      shutTurns = 0;
      return 0;
    }
    const { rows } = await pool.query<{ in_ms: number | null }>({
      name: 'timers_next',
      text: selectNext,
    });
    const inMs = rows[0]?.in_ms ?? null;
    late = inMs !== null && inMs < 0 ? -inMs : 0;
    if (inMs === null) return sleepMaxMs;
    // Due and yet not found: the gate is shut, or its stream rests after a failure.
    if (inMs > 0) return inMs;
    shutTurns += 1;
    return Math.min(gatePollMs.first * 2 ** Math.min(shutTurns - 1, 10), gatePollMs.max);
  }

  async function run(): Promise<void> {
    while (!stopped) {
      let waitMs: number;
      try {
        waitMs = await scan();
      } catch (error) {
        options.onProblem(error, undefined);
        waitMs = retryMs.first;
      }
      if (!stopped && waitMs > 0) await sleep(waitMs);
    }
  }

  const running = run();
  return {
    lateMs: () => late,
    async stop() {
      stopped = true;
      unsubscribe?.();
      clearTimeout(hinted);
      wake();
      await running;
    },
  };
}

interface TimerRow {
  readonly log: string;
  readonly tenant_id: string;
  readonly category: string;
  readonly stream_id: string;
  readonly timer_id: string;
  readonly due_at: Date;
}

function timerOf(row: TimerRow): DueTimer {
  return {
    log: row.log,
    stream: { tenantId: row.tenant_id, category: row.category, id: row.stream_id },
    timerId: row.timer_id,
    dueAt: timestampOf(row.due_at.getTime()),
  };
}

/** Settling goes in order of time within a stream: the next of it comes with the next scan. */
function firstOfEachStream(timers: readonly DueTimer[]): DueTimer[] {
  const first = new Map<string, DueTimer>();
  for (const timer of timers) {
    if (!first.has(nameOf(timer))) first.set(nameOf(timer), timer);
  }
  return [...first.values()];
}

function nameOf({ log, stream }: DueTimer): string {
  return [log, stream.tenantId, stream.category, stream.id].join('\u001f');
}

function keyOf({ log, stream, timerId, dueAt }: DueTimer): string[] {
  return [log, stream.tenantId, stream.category, stream.id, timerId, dueAt];
}
