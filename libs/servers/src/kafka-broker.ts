import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KafkaInstallation } from './kafka-installation.js';
import { kafkaCommand } from './kafka-jvm.js';
import { type KafkaNode, kafkaSettings } from './kafka-settings.js';
import { runProgram } from './run-program.js';
import type { ServerProgram } from './server-process.js';
import { ServerStartError } from './server-start.error.js';

/** What a broker is prepared with. */
export interface BrokerPlan {
  readonly installation: KafkaInstallation;
  readonly folder: string;
  readonly node: KafkaNode;
  readonly cluster: readonly KafkaNode[];
  readonly clusterId: string;
  /** Names and passwords; none: no login. */
  readonly users: Readonly<Record<string, string>>;
  readonly javaOptions?: readonly string[];
  readonly deathSignal: 'KILL' | 'TERM';
}

/**
 * Writes the configuration of a broker, and formats its data folder if it is new.
 *
 * @returns what to start
 * @throws ServerStartError `START_FAILED` with what Kafka's storage tool says
 */
export async function prepareBroker(plan: BrokerPlan): Promise<ServerProgram> {
  const { folder, node, installation, javaOptions } = plan;
  const settings = join(folder, 'server.properties');
  await rm(join(folder, 'tmp'), { recursive: true, force: true });
  await mkdir(join(folder, 'tmp'), { recursive: true });
  await writeFile(settings, propertiesOf(kafkaSettings(node, plan.cluster)));
  if (!existsSync(join(node.dataDir, 'meta.properties'))) await format(plan, settings);
  const command = kafkaCommand({
    installation,
    mainClass: 'kafka.Kafka',
    args: [settings],
    folder,
    ...(javaOptions === undefined ? {} : { javaOptions }),
  });
  return {
    name: `Kafka broker ${node.id}`,
    command,
    folder,
    port: node.port,
    deathSignal: plan.deathSignal,
  };
}

function propertiesOf(settings: ReturnType<typeof kafkaSettings>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  return lines.join('');
}

async function format(plan: BrokerPlan, settings: string): Promise<void> {
  const { installation, folder, clusterId, users } = plan;
  const scram = Object.entries(users).flatMap(([name, password]) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  const { file, args } = kafkaCommand({
    installation,
    mainClass: 'kafka.tools.StorageTool',
    args: ['format', '--cluster-id', clusterId, '--config', settings, ...scram],
    folder,
  });
  const { code, output } = await runProgram(file, args, { need: 'Kafka runs on Java' });
  if (code === 0) return;
  throw new ServerStartError('START_FAILED', `Kafka cannot format its data folder:\n${output}`);
}
