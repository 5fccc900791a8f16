import { TimerScanner } from './timer-scanner.js';
import type { TimersOptions } from './timers-options.js';

/** The scanner of a service at work. */
export interface RunningTimers {
  /** Milliseconds by which the oldest due timer was late at the last look; 0 when none was. */
  lateMs(): number;
  /** Ends after what is being settled now. */
  stop(): Promise<void>;
}

/**
 * Starts the scanner: one per process of a service, several processes may run. Due is what is due
 * by the clock of the database, so no timer fires early because of a clock of ours. What cannot be
 * done is told to `onProblem` and tried again; nothing is thrown.
 */
export function startTimers(options: TimersOptions): RunningTimers {
  const scanner = new TimerScanner(options);
  return { lateMs: () => scanner.lateMs, stop: () => scanner.stop() };
}
