import { isTransient } from '@redress/event-log';
import { fullJitter } from './back-off.js';
import type { CheckpointMove } from './checkpoint-store.port.js';

interface Caller {
  readonly resolve: (isMoved: boolean) => void;
  readonly reject: (error: unknown) => void;
}

interface Waiting {
  readonly move: CheckpointMove;
  readonly callers: readonly Caller[];
}

/** Least time from one statement to the next, in milliseconds: what comes meanwhile goes together. */
const gapMs = 50;
const retry = { minMs: 50, maxMs: 5_000 };

/**
 * Gathers moves of checkpoints that nobody waits for into one statement. The first one goes at once,
 * so that an idle system is no slower for it; a step that continues a waiting one becomes part of it.
 */
export class GatheredSkips {
  private waiting = new Map<string, Waiting>();
  private isSending = false;
  private isHurried = false;
  private sentAt = Number.NEGATIVE_INFINITY;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param send answers for each move, in order, whether it was the owner's */
  constructor(
    private readonly send: (moves: readonly CheckpointMove[]) => Promise<readonly boolean[]>,
  ) {}

  add(move: CheckpointMove): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.keep({ move, callers: [{ resolve, reject }] });
      this.plan();
    });
  }

  hurry(): void {
    if (this.waiting.size === 0) return;
    this.isHurried = true;
    this.plan();
  }

  private keep({ move, callers }: Waiting): void {
    const key = `${move.group} ${move.log}/${move.partition}`;
    const open = this.waiting.get(key);
    if (open?.move.epoch === move.epoch && open.move.to === move.from) {
      const whole = { ...open.move, to: move.to };
      this.waiting.set(key, { move: whole, callers: [...open.callers, ...callers] });
      return;
    }
    // The partition changed hands in between: the fence would refuse it.
    for (const { resolve } of open?.callers ?? []) resolve(false);
    this.waiting.set(key, { move, callers });
  }

  private plan(): void {
    if (this.isSending || this.waiting.size === 0) return;
    clearTimeout(this.timer);
    const pauseMs = this.failures > 0 ? fullJitter(this.failures, retry, Math.random()) : gapMs;
    const isNow = this.isHurried && this.failures === 0;
    const leftMs = isNow ? 0 : this.sentAt + pauseMs - performance.now();
    this.timer = setTimeout(() => void this.flush(), Math.max(0, leftMs));
    this.timer.unref();
  }

  private async flush(): Promise<void> {
    const sent = [...this.waiting.values()];
    this.waiting = new Map();
    this.isSending = true;
    this.isHurried = false;
    try {
      const answers = await this.send(sent.map(({ move }) => move));
      this.failures = 0;
      for (const [index, { callers }] of sent.entries()) {
        for (const { resolve } of callers) resolve(answers[index] ?? false);
      }
    } catch (error) {
      this.failed(sent, error);
    }
    this.sentAt = performance.now();
    this.isSending = false;
    this.plan();
  }

  /** What failed for a moment is tried again without end, in front of what has come since. */
  private failed(sent: readonly Waiting[], error: unknown): void {
    if (!isTransient(error)) {
      for (const { reject } of sent.flatMap(({ callers }) => callers)) reject(error);
      return;
    }
    this.failures += 1;
    const since = [...this.waiting.values()];
    this.waiting = new Map();
    for (const each of [...sent, ...since]) this.keep(each);
  }
}
