import type { BenchContext } from '../benchmark.js';
import { loadOfMachine } from '../measuring/compare.js';
import type { MeasuredRun } from '../measuring/measured-run.js';
import { treeCpuMicros } from '../measuring/process-tree.js';
import { resultOfRuns } from '../measuring/result-of-runs.js';
import { serverCpuMicros } from '../measuring/server-cpu.js';
import type { TimedRun } from '../measuring/timed.js';
import type { Aim, BenchFindings } from '../reporting/bench-report.js';
import { ratioOf } from '../reporting/ratio.js';

/** Runs of one load by several; `redress` is ours. */
export interface TurnOptions {
  readonly name: string;
  readonly runs: Readonly<Record<string, () => Promise<TimedRun>>>;
  readonly aims?: Readonly<Record<string, Aim>>;
}

/**
 * Lets everybody run in turn, as often as the context says. CPU is that of who runs, of the broker
 * and of PostgreSQL. Who fails is a row with its reason, and is out.
 */
export async function inTurn(
  context: BenchContext,
  { name, runs, aims = {} }: TurnOptions,
): Promise<BenchFindings> {
  const before = loadOfMachine();
  const done = new Map<string, MeasuredRun[]>();
  const errors = new Map<string, string>();
  for (let round = 1; round <= context.rounds; round += 1) {
    for (const [contestant, run] of Object.entries(runs)) {
      if (errors.has(contestant)) continue;
      try {
        const measured = await withServers(context, run);
        done.set(contestant, [...(done.get(contestant) ?? []), measured]);
        const rate = Math.round(measured.events / measured.seconds);
        context.say(`${name}: ${contestant} ${measured.events} events, ${rate} events/s`);
      } catch (cause) {
        errors.set(contestant, cause instanceof Error ? cause.message : String(cause));
        context.say(`${name}: ${contestant} is out: ${errors.get(contestant)}`);
      }
    }
  }
  const load = { before, after: loadOfMachine() };
  const results = Object.keys(runs).map((contestant) => {
    const [error, aim] = [errors.get(contestant), aims[contestant]];
    return resultOfRuns(error === undefined ? (done.get(contestant) ?? []) : [], {
      ...{ name: `${name}/${contestant}`, load },
      ...(error === undefined ? {} : { error }),
      ...(aim ? { aim } : {}),
    });
  });
  const [ours, ...peers] = results;
  return {
    results,
    ratios: peers.map((peer) =>
      ratioOf(ours, peer, { name: `${name}: redress / ${peer.name.slice(name.length + 1)}` }),
    ),
  };
}

async function withServers(
  context: BenchContext,
  run: () => Promise<TimedRun>,
): Promise<MeasuredRun> {
  const kafka = await context.kafka();
  const serverMicros = () =>
    (serverCpuMicros(context.server.pid) ?? Number.NaN) + treeCpuMicros(kafka.pid, () => true);
  const before = serverMicros();
  const result = await run();
  const micros = serverMicros() - before;
  return { ...result, serverCpuMicros: Number.isNaN(micros) ? undefined : micros };
}
