import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '@redress/servers';
import { type FaultCluster, startFaultCluster } from './cluster/fault-cluster.js';
import { type FaultArguments, faultArguments, UsageError } from './fault-arguments.js';
import { scenarios } from './nemesis/scenarios.js';
import { isGreen, reportText } from './reporting/fault-report.js';
import { runFaults } from './run-faults.js';

const usage = `npm run test:faults -- [OPTIONS]

  --scenario F01,F02   these faults and no others
  --seed N             the same seed makes the same schedule; default 1
  --secs N             how long each fault lasts; default 20, and 60 for F03
  --workers N          requests under way at once; default 12
  --brokers 1|3        default 3
  --json FILE          writes the report as JSON too

${scenarios.map(({ id, what }) => `  ${id}  ${what}\n`).join('')}`;

function say(line: string): void {
  process.stderr.write(`faults: ${line}\n`);
}

async function run(args: FaultArguments): Promise<void> {
  say('starting PostgreSQL, Kafka, Redis and the product');
  const cluster = await startFaultCluster(args);
  const end = () => void cluster.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  try {
    await cluster.product.start();
    const report = await runFaults(cluster, { ...args, say });
    if (args.json) await writeFile(args.json, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${reportText(report)}\n`);
    if (!isGreen(report)) throw new Error('the product, or an oracle, is not as it must be');
  } catch (error) {
    // What went wrong is told in any case.
    await keepEvidence(cluster, args.seed).catch((failure) => say(String(failure)));
    throw error;
  } finally {
    await cluster.stop();
  }
}

/** What the product has printed and what its clients know, for whoever looks for the reason. */
async function keepEvidence({ folder }: FaultCluster, seed: number): Promise<void> {
  const names = ['product.log', 'ledger.jsonl'].filter((name) => existsSync(join(folder, name)));
  if (names.length === 0) return;
  const kept = join(tmpdir(), `redress-faults-seed-${seed}`);
  await mkdir(kept, { recursive: true });
  for (const name of names) await cp(join(folder, name), join(kept, name));
  say(`the log of the product and the ledger are in ${kept}`);
}

try {
  const args = faultArguments(process.argv.slice(2));
  if (args.help) process.stdout.write(usage);
  else if (args.prepare) await (await startKafka()).stop();
  else await run(args);
} catch (error) {
  const isUsage = error instanceof UsageError;
  say(
    isUsage ? `${error.message}\n\n${usage}` : String(error instanceof Error ? error.stack : error),
  );
  process.exitCode = isUsage ? 2 : 1;
}
