import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { drained, type Drain } from './cluster/backlog.js';
import { withClient } from '@redress/postgres';
import type { FaultCluster } from './cluster/fault-cluster.js';
import { countsOf, type Ledger, openLedger } from './load/ledger.js';
import { type Load, loadOf } from './load/load.js';
import { type FaultLog, faultLog } from './nemesis/fault-log.js';
import { contextOf, type Remains, type Scenario, secsOf } from './nemesis/scenario.js';
import type { Evidence } from './oracles/evidence.js';
import { type Verdict, verdictsOn, verdictsOnDamage } from './oracles/oracles.js';
import { dumpTopics } from './oracles/topic-dump.js';
import { seededRandom } from './random.js';
import type { FaultReport, ScenarioReport } from './reporting/fault-report.js';

/** What a run is to do to a cluster whose product runs. */
export interface RunOptions {
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
  /** How long each scenario does harm, instead of what is its own. */
  readonly secs?: number;
  readonly workers: number;
  readonly brokers: number;
  readonly ownNetwork: boolean;
  readonly say: (line: string) => void;
}

/** How long the load runs before a fault, and how long a recovery and a drain are waited for, in milliseconds. */
const warmUpMs = 2_000;
const recoveryMaxMs = 120_000;
const drainMaxMs = 180_000;
const lookEveryMs = 50;

/** Fewer acknowledged commands in a scenario say nothing. */
const okMin = 20;

/** What the parts of a run share. */
interface Run {
  readonly cluster: FaultCluster;
  readonly ledger: Ledger;
  readonly load: Load;
  readonly faults: FaultLog;
  readonly remains: Remains;
  readonly options: RunOptions;
}

/**
 * Does harm under load, heals it, lets everything drain and asks the oracles, scenario after scenario
 * on one history; at the end the oracles have to find fault with damaged copies of it.
 */
export async function runFaults(cluster: FaultCluster, options: RunOptions): Promise<FaultReport> {
  const ledger = openLedger(join(cluster.folder, 'ledger.jsonl'));
  const { seed, brokers, workers, say } = options;
  const load = loadOf({ product: cluster.product, ledger, seed, workers });
  const faults = faultLog(ledger.now, say);
  const remains: Remains = { poison: [], strangeRecords: 0 };
  const run: Run = { cluster, ledger, load, faults, remains, options };
  try {
    await load.prepare();
    const reports: ScenarioReport[] = [];
    for (const scenario of options.scenarios) reports.push(await runScenario(run, scenario));
    const { drain, isReady } = await settled(run);
    const seen = { drain, isReady, faults: faults.records, firstNo: 0 };
    const onDamage = await withEvidence(run, seen, (evidence) =>
      verdictsOnDamage(evidence, options.say),
    );
    return {
      ...{ seed, brokers, onDamage, scenarios: reports },
      loadAverage: loadavg()[0] ?? 0,
      network: options.ownNetwork ? 'rules in a namespace of its own' : 'a proxy before PostgreSQL',
    };
  } finally {
    // Also after a fault that could not be done: nobody may write to a ledger that is closed.
    await load.stop();
    load.close();
    ledger.close();
  }
}

async function runScenario(run: Run, scenario: Scenario): Promise<ScenarioReport> {
  const { cluster, ledger, load, faults, remains, options } = run;
  const { seed, ownNetwork, say } = options;
  const { id, what, boundMs } = scenario;
  const secs = secsOf(scenario, options.secs);
  const firstNo = ledger.entries.length;
  const startedAt = performance.now();
  load.start();
  await sleep(warmUpMs);
  const random = seededRandom(seed + Number(id.slice(1)));
  const quietly = async (work: () => Promise<void>) => {
    await load.stop();
    await work();
    load.start();
  };
  const rest = { cluster, random, remains, ownNetwork, quietly, forMs: 1_000 * secs };
  await scenario.harm(contextOf(scenario, faults, rest));
  const recoveryMs = await recovered(run);
  await load.stop();
  const loadedSec = (performance.now() - startedAt) / 1_000;
  const { drain, isReady } = await settled(run);
  const commands = countsOf(ledger.entries.slice(firstNo));
  const done = faults.records.filter((record) => record.scenario === id);
  const verdicts = await withEvidence(run, { drain, isReady, faults: done, firstNo }, verdictsOn);
  say(`${id} ${verdicts.map(verdictWord).join(' ')}`);
  return {
    ...{ id, what, secs, boundMs, commands, verdicts },
    rounds: done.length,
    ...(recoveryMs === undefined ? {} : { recoveryMs }),
    ...{ backlog: drain.atStop, drainPerSec: drain.perSec },
    ...(drain.tookMs === undefined ? {} : { drainMs: drain.tookMs }),
    okPerSec: commands.ok / loadedSec,
  };
}

function verdictWord({ id, problems }: Verdict): string {
  return problems.length === 0 ? id : `${id} RED (${problems.join('; ')})`;
}

/** Milliseconds until all services are ready and a command sent after the heal was acknowledged. */
async function recovered({ cluster: { product }, ledger }: Run): Promise<number | undefined> {
  const healedAt = ledger.now();
  while (ledger.now() < healedAt + recoveryMaxMs) {
    const isAnswered = ledger.entries.some(
      ({ sentAt, result }) => sentAt >= healedAt && result === 'ok',
    );
    if (isAnswered && (await product.isReady())) return ledger.now() - healedAt;
    await sleep(lookEveryMs);
  }
  return undefined;
}

async function settled({
  cluster: { postgres, product },
}: Run): Promise<{ readonly drain: Drain; readonly isReady: boolean }> {
  const drain = await drained(postgres.connection, drainMaxMs);
  return { drain, isReady: await product.isReady() };
}

async function withEvidence<T>(
  { cluster, ledger, load, remains }: Run,
  seen: Pick<Evidence, 'drain' | 'isReady' | 'faults' | 'firstNo'>,
  look: (evidence: Evidence) => Promise<T>,
): Promise<T> {
  const { postgres, kafkaClient: kafka, product } = cluster;
  const topics = await dumpTopics(kafka);
  const { keyProblems } = load;
  return withClient(postgres.connection, (client) =>
    look({
      ...{ client, kafka, product, topics, keyProblems, ...seen, ...remains, okMin },
      connection: postgres.connection,
      ledger: ledger.entries,
    }),
  );
}
