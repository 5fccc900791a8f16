import type { BackOff } from './back-off.js';

/** Bounds of a consumer. */
export interface ConsumerLimits {
  /** Most records of one delivery. */
  readonly maxBatch: number;
  /** Longest wait between polls of a log, in milliseconds. */
  readonly maxWaitMs: number;
  /** A transaction takes in further events until this much time has passed, in milliseconds. */
  readonly targetMs: number;
  /** Tries of an event, alone in its transaction, before its key is parked. */
  readonly tries: number;
  /** Wait before a transaction is tried again after a failure of database or network. */
  readonly retry: BackOff;
  /** More parked keys than this stop the consumer. */
  readonly parkedKeys: number;
  /** More keys than this parked within a minute stop the consumer. */
  readonly parkedKeysPerMinute: number;
}

export const defaultLimits: ConsumerLimits = {
  maxBatch: 500,
  maxWaitMs: 2_000,
  targetMs: 50,
  tries: 3,
  retry: { minMs: 50, maxMs: 10_000 },
  parkedKeys: 100,
  parkedKeysPerMinute: 50,
};
