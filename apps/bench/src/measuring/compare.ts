import { loadavg } from 'node:os';
import type { BenchContext } from '../benchmark.js';
import { type ContestantName, contestantNames } from '../contestants/contestant.port.js';
import type { ReadyContestant } from '../contestants/contestant-process.js';
import type { Load } from '../contestants/load.js';
import type { Aim, BenchFindings, BenchResult } from '../reporting/bench-report.js';
import { ratioOf } from '../reporting/ratio.js';
import { type MeasuredRun, measuredRun } from './measured-run.js';
import { resultOfRuns } from './result-of-runs.js';

/** A load for each who takes part; peers that are slow get less of the same. */
export interface Comparison {
  readonly name: string;
  readonly loads: Readonly<Partial<Record<ContestantName, Load>>>;
  /** Load that is not measured, before the others: what the runs read, or connections and plans. */
  readonly prepare?: Load;
  /** How many times as much as the peer we want. */
  readonly ratioAims?: Readonly<Partial<Record<ContestantName, Aim>>>;
  /** What we want of ourselves. */
  readonly aim?: Aim;
  /** Once, whatever the number of rounds: for runs that take minutes. */
  readonly once?: boolean;
}

/** A contestant with what it has done so far, or with the reason why it does not go on. */
interface Entry {
  readonly name: ContestantName;
  readonly load: Load;
  readonly runs: MeasuredRun[];
  contestant?: ReadyContestant;
  error?: string;
}

const warmUp: Load = { kind: 'append', commands: 200, eventsPerCommand: 1, inFlight: 10 };

/**
 * Lets contestants run in turn, A-B-C-A-B-C, each in a database of its own on the same server, so
 * that a busy minute of the machine meets them all. Who fails is reported and does not stop the
 * others.
 */
export async function compare(
  context: BenchContext,
  comparison: Comparison,
): Promise<BenchFindings> {
  const entries = entriesOf(comparison);
  const loadBefore = loadOfMachine();
  try {
    await Promise.all(entries.map((entry) => start(context, comparison, entry)));
    const rounds = comparison.once ? 1 : context.rounds;
    for (let round = 1; round <= rounds; round += 1) {
      for (const entry of entries) await runOnce(context, comparison.name, entry);
    }
  } finally {
    for (const { contestant } of entries) await contestant?.close().catch(ignoreLateError);
  }
  const load = { before: loadBefore, after: loadOfMachine() };
  const results = new Map(
    entries.map((entry) => [entry.name, resultOf(comparison, entry, load)] as const),
  );
  return { results: [...results.values()], ratios: ratiosOf(comparison, results) };
}

function entriesOf({ loads }: Comparison): Entry[] {
  return contestantNames.flatMap((name) => {
    const load = loads[name];
    return load ? [{ name, load, runs: [] }] : [];
  });
}

async function start(context: BenchContext, { prepare }: Comparison, entry: Entry) {
  await attempt(context, entry, async () => {
    context.say(`${entry.name} gets ready`);
    const options = { admin: context.server.connection, database: context.newDatabase() };
    entry.contestant = await context.contestant(entry.name, options);
    await entry.contestant.run(prepare ?? warmUp);
  });
}

async function runOnce(context: BenchContext, name: string, entry: Entry) {
  const { contestant, error, load } = entry;
  if (!contestant || error !== undefined) return;
  await attempt(context, entry, async () => {
    const run = await measuredRun(context.server.pid, () => contestant.run(load));
    entry.runs.push(run);
    context.say(`${name}: ${entry.name} ${sentenceOf(run)}`);
  });
}

/** One run for those who watch, with the share of each side. */
function sentenceOf({ events, seconds, clientCpuMicros, serverCpuMicros }: MeasuredRun): string {
  const each = (micros: number) => (micros / events).toFixed(1);
  const server = serverCpuMicros === undefined ? 'unknown' : each(serverCpuMicros);
  const rate = Math.round(events / seconds);
  return `${events} events, ${rate} events/s, CPU ${each(clientCpuMicros)} + ${server} µs/event`;
}

/** A contestant that fails is out; a run that was good before does not count any more. */
async function attempt(context: BenchContext, entry: Entry, work: () => Promise<void>) {
  try {
    await work();
  } catch (error) {
    entry.error = error instanceof Error ? error.message : String(error);
    context.say(`${entry.name} is out: ${entry.error}`);
  }
}

function resultOf(
  { name, aim }: Comparison,
  { name: contestant, runs, error }: Entry,
  load: { readonly before: number; readonly after: number },
): BenchResult {
  const about = { name: `${name}/${contestant}`, load };
  if (error !== undefined) return resultOfRuns([], { ...about, error });
  return resultOfRuns(runs, { ...about, ...(aim && contestant === 'redress' ? { aim } : {}) });
}

function ratiosOf(
  { name, ratioAims }: Comparison,
  results: ReadonlyMap<ContestantName, BenchResult>,
) {
  const ours = results.get('redress');
  const peers = [...results].filter(([peer]) => peer !== 'redress');
  return peers.map(([peer, result]) => {
    const aim = ratioAims?.[peer];
    return ratioOf(ours, result, { name: `${name}: redress / ${peer}`, ...(aim ? { aim } : {}) });
  });
}

/** Processes that want to run, of the last minute. */
export function loadOfMachine(): number {
  return loadavg()[0] ?? 0;
}

function ignoreLateError(): void {
  // What was measured is known; a contestant that cannot end cleanly ends with this process.
}
