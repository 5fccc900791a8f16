import type { EncodedCommand } from './append-command.js';
import { type BatchBound, batchLength } from './append-batch.js';
import type { AppendResult } from './event-log.port.js';

/** Sends one batch and answers per command, in order. Rejects when the whole batch failed. */
export type SendBatch = (
  batch: readonly EncodedCommand[],
) => Promise<readonly (AppendResult | 'again')[]>;

/** A queue in front of one connection's worth of appends. */
export interface AppendLane {
  /** Resolves when the command is durable, or was refused. Rejects when its outcome is unknown. */
  add(command: EncodedCommand): Promise<AppendResult>;
  /** Resolves when nothing is queued or in flight any more. */
  drained(): Promise<void>;
}

export interface LaneOptions {
  readonly bound: BatchBound;
  /** Commands that may wait; one more is answered `retry` at once. */
  readonly queueMax: number;
  readonly send: SendBatch;
  /** True for an error of the data sent, after which the database holds nothing of the batch. */
  readonly isDataError: (error: unknown) => boolean;
}

interface Waiting {
  readonly encoded: EncodedCommand;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
  sent: number;
}

/** Sendings of one command that only met races; the next time it is told to come back later. */
const sendingsMax = 5;

/**
 * Group commit: while one batch is in flight, the next gathers what arrives. No timer: the first
 * command of a quiet lane leaves in the microtask after the present one, together with whatever the
 * same tick brought.
 */
export function appendLane({ bound, queueMax, send, isDataError }: LaneOptions): AppendLane {
  let queue: Waiting[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    // One tick's callers share the first batch.
    await Promise.resolve();
    while (queue.length > 0) {
      const length = batchLength(
        queue.slice(0, bound.commands).map(({ encoded }) => encoded),
        bound,
      );
      const batch = queue.splice(0, length);
      queue = [...(await settle(batch)), ...queue];
    }
    running = undefined;
  }

  /** Sends and answers a batch; returns those that are to be sent again. */
  async function settle(batch: readonly Waiting[]): Promise<Waiting[]> {
    const again: Waiting[] = [];
    try {
      const results = await send(batch.map(({ encoded }) => encoded));
      for (const [index, waiting] of batch.entries()) {
        const result = results[index];
        waiting.sent += 1;
        if (result === undefined) waiting.reject(new Error('the log left a command unanswered'));
        else if (result !== 'again') waiting.resolve(result);
        else if (waiting.sent < sendingsMax) again.push(waiting);
        else waiting.resolve({ status: 'retry' });
      }
    } catch (error) {
      if (batch.length > 1 && isDataError(error)) {
        // Nothing of the batch was stored. Alone, each finds out whether it was the one.
        for (const waiting of batch) again.push(...(await settle([waiting])));
      } else {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    return again;
  }

  return {
    add(encoded) {
      if (queue.length >= queueMax) return Promise.resolve({ status: 'retry' });
      return new Promise((resolve, reject) => {
        queue.push({ encoded, resolve, reject, sent: 0 });
        running ??= run();
      });
    },
    async drained() {
      while (running !== undefined) await running;
    },
  };
}
