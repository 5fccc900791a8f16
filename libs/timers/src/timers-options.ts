import type { Timestamp } from '@redress/kernel';
import type { Pool } from 'pg';
import type { DueTimer } from './due-timer.js';

/** What the scanner of a service works with. */
export interface TimersOptions {
  /** Writer pool of the service; its schema holds the table `timers`, filled by appends. */
  readonly pool: Pool;
  /**
   * Settles the stream up to the due time through its command handler. The version of the stream
   * makes the outcome happen once: of two scanners one appends, the other finds nothing to do.
   */
  fire(timer: DueTimer): Promise<void>;
  /**
   * The instant up to which everything that other services recorded is known here; asked only when
   * something is due. A deadline waits for it: a promise that was kept in time must not break
   * because the news came late.
   */
  heardUpTo?(): Promise<Timestamp>;
  /** Calls back when deadlines may have been set; a hint that saves waiting, nothing more. */
  onAppended?(listener: () => void): () => void;
  /** Told of a stream that could not be settled; it is tried again, later and later. */
  onProblem(error: unknown, timer: DueTimer | undefined): void;
}
