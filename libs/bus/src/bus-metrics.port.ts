/** What the bus counts. The observability of a service wires it; every label is bounded. */
export interface BusMetrics {
  /** The effects of one event `<log>/<category>.<type>` were committed. */
  handled(group: string, event: string): void;
  skipped(group: string, reason: 'NO_HANDLER' | 'UNKNOWN_TYPE'): void;
  parked(group: string, log: string, count: number): void;
  redriven(group: string, log: string, count: number): void;
  /** A transaction was rolled back and will be tried again. */
  retried(group: string, reason: 'transient' | 'handler'): void;
  /** A transaction was committed: how long it took, and the age of its last event. */
  committed(group: string, log: string, times: { tookMs: number; lagMs: number }): void;
}

/** Counts nothing. */
export const noMetrics: BusMetrics = {
  handled: () => undefined,
  skipped: () => undefined,
  parked: () => undefined,
  redriven: () => undefined,
  retried: () => undefined,
  committed: () => undefined,
};
