import type { ReadyContestantFactory } from './contestants/contestant-process.js';
import type { BenchServer } from './measuring/bench-server.js';
import type { BenchFindings } from './reporting/bench-report.js';

/** What a benchmark is given. */
export interface BenchContext {
  /** Under three minutes for all benchmarks together: small loads, one run each. */
  readonly quick: boolean;
  /** How often each contestant runs, in turn with the others. */
  readonly rounds: number;
  readonly server: BenchServer;
  readonly contestant: ReadyContestantFactory;
  /** The name of a database that does not exist yet. */
  newDatabase(): string;
  /** Tells people, on standard error, what is going on. */
  say(line: string): void;
}

/** One thing that is measured. */
export interface Benchmark {
  /** As `--only` names it. */
  readonly name: string;
  /** What it measures, in one line. */
  readonly title: string;
  /** A closer look that `--quick` leaves out, unless `--only` names it. */
  readonly fullOnly?: boolean;
  /**
   * Makes its own databases. A contestant that cannot take part becomes a result with `error`;
   * this rejects only when we ourselves cannot.
   */
  run(context: BenchContext): Promise<BenchFindings>;
}

/** The load for this kind of run. */
export function sized<Size>({ quick }: BenchContext, sizes: { quick: Size; full: Size }): Size {
  return quick ? sizes.quick : sizes.full;
}
