import { writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { type BenchArguments, benchArguments, UsageError } from './bench-arguments.js';
import { benchmarks } from './benchmarks.js';
import { contestantProcess } from './contestants/contestant-process.js';
import { type OwnedBenchServer, startBenchServer } from './measuring/bench-server.js';
import { describeMachine } from './measuring/machine.js';
import { markdownOf } from './reporting/markdown-report.js';
import { runBenchmarks } from './run-benchmarks.js';

const usage = `npm run bench -- [OPTIONS]

  --quick           small loads, one run each: under three minutes
  --only NAME,...   these benchmarks and no others
  --json FILE       writes a JSON document too
  --list            the names of the benchmarks

A Markdown table goes to standard output, progress to standard error.
`;

function say(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}

async function run(args: BenchArguments): Promise<void> {
  if (args.help) return write(usage);
  if (args.list) return write(benchmarks.map(({ name, title }) => `${name}: ${title}\n`).join(''));
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
  const { quick, only, json } = args;
  let databases = 0;
  const outcome = await runBenchmarks(
    benchmarks.filter(({ name, fullOnly }) => only?.includes(name) ?? !(quick && fullOnly)),
    {
      ...{ quick, rounds: quick ? 1 : 3, server, contestant: contestantProcess, say },
      newDatabase() {
        databases += 1;
        return `bench_${databases}`;
      },
    },
  );
  const { failed, ...findings } = outcome;
  const report = { machine: await describeMachine(server.connection), quick, ...findings };
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  write(markdownOf(report));
  if (failed) process.exitCode = 1;
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
