import { isTransient } from '@redress/event-log';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BackOff, fullJitter } from './back-off.js';
import type { RecordBatch } from './subscription.port.js';

const sliceMs = 100;

/** Waits so many milliseconds, or until the signal is aborted: nothing else ends it. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/**
 * Waits before a transaction is tried again, and beats meanwhile, so that a long outage of the
 * database is not taken for a dead handler.
 *
 * @throws BusError OWNERSHIP_LOST as soon as the partition is somebody else's
 */
export async function retryPause(
  batch: RecordBatch,
  failures: number,
  bounds: BackOff,
): Promise<void> {
  const until = performance.now() + fullJitter(failures, bounds, Math.random());
  for (let left = until - performance.now(); left > 0; left = until - performance.now()) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(sliceMs, left)));
    await batch.beat();
  }
  await batch.beat();
}

/** Repeats `work` until it resolves or fails for a reason that is not transient. */
export async function untilNotTransient<T>(
  batch: RecordBatch,
  bounds: BackOff,
  work: () => Promise<T>,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error)) throw error;
      await retryPause(batch, failures, bounds);
    }
  }
}
