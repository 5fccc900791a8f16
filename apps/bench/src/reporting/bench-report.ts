/** One number of a run, and how it came about. */
export interface BenchResult {
  /** `<benchmark>/<contestant>`, or `<benchmark>` where nobody else takes part. */
  readonly name: string;
  readonly unit: string;
  /** Median of the runs; null when there is none, and then `error` says why. */
  readonly value: number | null;
  /** Events, commands or rows of all runs together. */
  readonly n: number;
  /** Client and server together; null where the machine does not tell. */
  readonly cpuMicrosPerEvent: number | null;
  /** Of the last minute, when the first run began; work of others shows here. */
  readonly loadAverage: number;
  readonly loadAverageAfter: number;
  /** Milliseconds of one command, medians of the runs; absent where nobody waits for one. */
  readonly p50?: number;
  readonly p99?: number;
  readonly error?: string;
  /** A bound that we have set ourselves, where the number is one of our goals. */
  readonly aim?: Aim;
}

/** A bound in words of the table: `>= 15000`. */
export interface Aim {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Two contestants under the same load. */
export interface BenchRatio {
  readonly name: string;
  readonly ours: number | null;
  readonly peer: number | null;
  /** How many times as much as the peer; null when one of the two is missing. */
  readonly ratio: number | null;
  /** How many times our CPU time per event the peer needs; less noisy than `ratio`. */
  readonly cpuRatio: number | null;
  readonly aim: Aim | null;
  /** Null when there is no aim, or nothing to compare. */
  readonly met: boolean | null;
}

/** What one benchmark found. */
export interface BenchFindings {
  readonly results: readonly BenchResult[];
  readonly ratios: readonly BenchRatio[];
}

/** Where it was measured. Wall times of two machines cannot be compared. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly os: string;
  readonly node: string;
  readonly postgres: string;
  /** Settings of the server that decide about durability and speed, e.g. `fsync: 'on'`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** All of one run of `npm run bench`. */
export interface BenchReport extends BenchFindings {
  readonly machine: Machine;
  readonly quick: boolean;
}

/** Whether a number keeps to its bound. */
export function meets(value: number, { atLeast, atMost }: Aim): boolean {
  return (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);
}
