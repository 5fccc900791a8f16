import type { ReadyContestantFactory } from './contestants/contestant-process.js';
import type { BenchKafka } from './kafka/bench-kafka.js';
import type { BenchServer } from './measuring/bench-server.js';
import type { BenchPlatform } from './platform/bench-platform.js';
import type { RebuildRunner } from './risk/rebuild-task.js';
import type { BenchFindings } from './reporting/bench-report.js';

/** What a benchmark is given. */
export interface BenchContext {
  /** Under three minutes for all benchmarks together: small loads, one run each. */
  readonly quick: boolean;
  /** How much history there is where customers and their risk are measured. */
  readonly history: { readonly customers: number; readonly events: number };
  /** How often each contestant runs, in turn with the others. */
  readonly rounds: number;
  readonly server: BenchServer;
  readonly contestant: ReadyContestantFactory;
  readonly rebuild: RebuildRunner;
  /** Whether threads of the product can be started; they need a build. */
  readonly isBuilt: boolean;
  /** The platform of this run in a process of its own; started by the first who asks. */
  platform(): Promise<BenchPlatform>;
  /** The broker of this run, and clients of it; started by the first who asks. */
  kafka(): Promise<BenchKafka>;
  /** The product as a process for each service, over Kafka; started by the first who asks. */
  distributed(): Promise<BenchPlatform>;
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
  /** It wants Java, so it runs only when Kafka is asked for, or it by its name. */
  readonly needsKafka?: boolean;
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
