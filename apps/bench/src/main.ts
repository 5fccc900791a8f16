import { writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { type BenchArguments, benchArguments, UsageError } from './bench-arguments.js';
import { benchmarks } from './benchmarks.js';
import { contestantProcess } from './contestants/contestant-process.js';
import { type OwnedBenchServer, startBenchServer } from './measuring/bench-server.js';
import { describeMachine } from './measuring/machine.js';
import { startBenchKafka } from './kafka/bench-kafka.js';
import { startBenchPlatform, startDistributedPlatform } from './platform/bench-platform.js';
import { fillDirectory } from './platform/fill-directory.js';
import { markdownOf } from './reporting/markdown-report.js';
import { rebuildProcess } from './risk/rebuild-process.js';
import { runBenchmarks } from './run-benchmarks.js';

const usage = `npm run bench -- [OPTIONS]

  --quick           small loads, one run each: under three minutes
  --kafka           only what runs over Kafka; wants Java 17, and Maven the first time
  --only NAME,...   these benchmarks and no others
  --json FILE       writes a JSON document too
  --long            ten million events of a million customers; takes long and 20 GB of disk
  --list            the names of the benchmarks
  --fill N --data-dir DIR
                    measures nothing: fills a data directory of the platform with N events

A Markdown table goes to standard output, progress to standard error.
`;

function say(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}

async function run(args: BenchArguments): Promise<void> {
  if (args.help) return write(usage);
  if (args.list) return write(benchmarks.map(({ name, title }) => `${name}: ${title}\n`).join(''));
  if (args.fill) return fill(args.fill);
  const starting = startBenchServer(say);
  removeOnSignal(starting);
  const server = await starting;
  try {
    await measure(args, server);
  } finally {
    await server.remove();
  }
}

async function measure(args: BenchArguments, server: OwnedBenchServer): Promise<void> {
  const { quick, long, only, json, kafka: onKafka } = args;
  let databases = 0;
  const started = startedOnce();
  const outcome = await runBenchmarks(
    benchmarks.filter(
      ({ name, fullOnly, needsKafka = false }) =>
        only?.includes(name) ?? (needsKafka === onKafka && !(quick && fullOnly)),
    ),
    {
      ...{ quick, rounds: quick ? 1 : 3, server, contestant: contestantProcess, say },
      ...{ history: historySize({ quick, long }), rebuild: rebuildProcess, isBuilt: true },
      ...started.parts,
      newDatabase() {
        databases += 1;
        return `bench_${databases}`;
      },
    },
  );
  await started.stop();
  const { failed, ...findings } = outcome;
  const report = { machine: await describeMachine(server.connection), quick, ...findings };
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  write(markdownOf(report));
  if (failed) process.exitCode = 1;
}

/** What several benchmarks use, each started by the first that asks for it. */
function startedOnce() {
  const stops: (() => Promise<void>)[] = [];
  function once<Part extends { stop(): Promise<void> }>(start: () => Promise<Part>) {
    let part: Promise<Part> | undefined;
    return () => {
      if (part !== undefined) return part;
      part = start();
      // One that did not start is a failure of its benchmarks.
      stops.push(() =>
        (part as Promise<Part>).then(
          (each) => each.stop(),
          () => undefined,
        ),
      );
      return part;
    };
  }
  return {
    parts: {
      platform: once(() => startBenchPlatform(say)),
      distributed: once(() => startDistributedPlatform()),
      kafka: once(() => startBenchKafka()),
    },
    async stop() {
      for (const stop of stops) await stop();
    },
  };
}

/** Events and customers of the history whose risk is measured. */
function historySize({ quick, long }: Pick<BenchArguments, 'quick' | 'long'>) {
  const customers = long ? 1_000_000 : quick ? 10_000 : 100_000;
  return { customers, events: customers * 10 };
}

async function fill({ events, dataDirectory }: NonNullable<BenchArguments['fill']>): Promise<void> {
  const customers = Math.max(1, Math.floor(events / 10));
  const history = { seed: 42, customers, events };
  const filled = await fillDirectory(resolve(dataDirectory), history, say);
  write(
    `${filled.events} events in ${filled.streams} streams, in ${Math.round(filled.seconds)} s\n`,
  );
}

/** Ctrl-C ends the server and removes its data; contestants end with this process. */
function removeOnSignal(starting: Promise<OwnedBenchServer>): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      const end = () => process.exit(128 + constants.signals[signal]);
      say(`${signal}: removing the server`);
      starting.then((server) => server.remove()).then(end, end);
    });
  }
}

function write(text: string): void {
  process.stdout.write(text);
}

try {
  const names = benchmarks.map(({ name }) => name);
  await run(benchArguments(process.argv.slice(2), names));
} catch (error) {
  const wrongUsage = error instanceof UsageError;
  const detail = error instanceof Error ? error.message : String(error);
  process.stderr.write(`bench: ${detail}\n${wrongUsage ? `\n${usage}` : ''}`);
  process.exitCode = wrongUsage ? 2 : 1;
}
