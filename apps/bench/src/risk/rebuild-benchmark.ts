import { customerRiskProjection } from '@redress/analytics/read-models';
import type { BenchContext, Benchmark } from '../benchmark.js';
import { loadOfMachine } from '../measuring/compare.js';
import { type MeasuredRun, measuredRun } from '../measuring/measured-run.js';
import { resultOfRuns } from '../measuring/result-of-runs.js';
import type { Aim, BenchFindings, BenchResult } from '../reporting/bench-report.js';
import { medianOf } from '../reporting/statistics.js';
import { type FilledAnalytics, filledAnalytics, makeLive } from './filled-analytics.js';
import { fullPayloadProjection } from './full-payload.projection.js';
import type { RebuildOutcome, RebuildTask } from './rebuild-task.js';

type Variant = Pick<RebuildTask, 'lanes' | 'workers'>;

/** What is wanted of a number; G6, and with as many events as it speaks of G7. */
interface RebuildAims {
  readonly rate: Aim;
  readonly of10Million?: { readonly seconds: Aim; readonly megabytes: Aim };
}

const tenMillion = 10_000_000;
const bytesPerMegabyte = 2 ** 20;

/** What the product does: two threads. */
const inTwoThreads: Variant = { lanes: 'threads', workers: 2 };

const variants: readonly Variant[] = [
  inTwoThreads,
  { lanes: 'threads', workers: 1 },
  { lanes: 'one-thread', workers: 2 },
  { lanes: 'one-thread', workers: 1 },
];

/** The read model of risk from the beginning of the journal, compared with the live one (G6, G7). */
export const rebuild: Benchmark = {
  name: 'rebuild',
  title: 'rebuild of customer_risk beside the live one, equal to it',
  run: (context) =>
    rebuilds(context, {
      ...{ name: 'rebuild', projection: customerRiskProjection.name },
      aims: {
        rate: { atLeast: 250_000 },
        of10Million: { seconds: { atMost: 90 }, megabytes: { atMost: 1_536 } },
      },
    }),
};

/** A fold that has every event sent and parsed as a whole (the second number of G6). */
export const rebuildFullPayload: Benchmark = {
  name: 'rebuild-full-payload',
  fullOnly: true,
  title: 'rebuild of a projection that reads all fields of every event',
  async run(context) {
    const { connection } = await filledAnalytics(context);
    const { name: projection } = fullPayloadProjection;
    await makeLive(context, connection, projection);
    const aims = { rate: { atLeast: 80_000 } };
    return rebuilds(context, { name: this.name, projection, aims });
  },
};

interface Rebuilds {
  readonly name: string;
  readonly projection: string;
  readonly aims: RebuildAims;
}

async function rebuilds(
  context: BenchContext,
  { name, projection, aims }: Rebuilds,
): Promise<BenchFindings> {
  const world = await filledAnalytics(context);
  const before = loadOfMachine();
  const wanted = context.quick && context.isBuilt ? [inTwoThreads] : variants;
  const possible = wanted.filter(({ lanes }) => context.isBuilt || lanes === 'one-thread');
  const done = possible.map((variant) => ({ variant, runs: [] as Rebuilt[] }));
  for (let round = 1; round <= context.rounds; round += 1) {
    for (const { variant, runs } of done) {
      // The others are looked at once: they say where the time goes.
      if (round > 1 && variant !== inTwoThreads) continue;
      runs.push(await rebuiltOnce(context, world, { projection, ...variant }));
    }
  }
  const load = { before, after: loadOfMachine() };
  const results = done.flatMap(({ variant, runs }) =>
    resultsOf(runs, {
      ...{ name: `${name}-${nameOf(variant)}`, load, events: world.events },
      aims: variant === inTwoThreads ? aims : undefined,
    }),
  );
  return { results, ratios: [] };
}

/** A rebuild that came to what is live. */
interface Rebuilt {
  readonly measured: MeasuredRun;
  readonly outcome: RebuildOutcome;
}

/** Throws when the read model that was rebuilt is not equal to the live one. */
async function rebuiltOnce(
  context: BenchContext,
  { connection }: FilledAnalytics,
  task: Omit<RebuildTask, 'connection'>,
): Promise<Rebuilt> {
  let outcome: RebuildOutcome | undefined;
  const measured = await measuredRun(context.server.pid, async () => {
    outcome = await context.rebuild({ connection, ...task });
    return outcome.run;
  });
  if (!outcome) throw new Error('a rebuild has an outcome');
  const { equalToLive, differences, eventsPerSecond, events, seconds } = outcome.certificate;
  context.say(
    `${task.projection}, ${nameOf(task)}: ${events} events in ${seconds.toFixed(1)} s, ` +
      `${eventsPerSecond} events/s, ${megabytesOf(outcome)} MB`,
  );
  if (equalToLive !== true) {
    throw new Error(`${task.projection} is not equal to live: ${JSON.stringify(differences)}`);
  }
  return { measured, outcome };
}

interface AboutRebuilds {
  readonly name: string;
  readonly load: { readonly before: number; readonly after: number };
  readonly aims: RebuildAims | undefined;
  readonly events: number;
}

/** Events per second, and the most memory that any of the runs needed. */
function resultsOf(
  rebuilt: readonly Rebuilt[],
  { name, load, aims, events }: AboutRebuilds,
): BenchResult[] {
  const runs = rebuilt.map(({ measured }) => measured);
  const goal = events >= tenMillion ? aims?.of10Million : undefined;
  const about = {
    ...{ n: runs.length, cpuMicrosPerEvent: null },
    ...{ loadAverage: load.before, loadAverageAfter: load.after },
  };
  const megabytes = Math.max(...rebuilt.map(({ outcome }) => megabytesOf(outcome)));
  const seconds = medianOf(runs.map((run) => run.seconds));
  return [
    resultOfRuns(runs, { name, load, ...(aims ? { aim: aims.rate } : {}) }),
    {
      ...{ name: `${name}-memory`, unit: 'MB', value: megabytes, ...about },
      ...(goal ? { aim: goal.megabytes } : {}),
    },
    ...(goal
      ? [{ name: `${name}-seconds`, unit: 's', value: seconds, ...about, aim: goal.seconds }]
      : []),
  ];
}

function megabytesOf({ peakRssBytes }: RebuildOutcome): number {
  return Math.round(peakRssBytes / bytesPerMegabyte);
}

function nameOf({ lanes, workers }: Variant): string {
  return `${workers}-${lanes === 'threads' ? 'threads' : 'in-process'}`;
}
