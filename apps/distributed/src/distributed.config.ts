import { parseArgs } from 'node:util';
import {
  commonSettings,
  type ConfigOf,
  databaseSettings,
  type Environment,
  kafkaSettings,
  readConfig,
} from '@redress/config';
import { launchOptions, launchPorts, UsageError } from '@redress/runtime';

const settings = { ...commonSettings, ...databaseSettings, ...kafkaSettings } as const;

/** What the launcher reads of the environment, and what the command line may override. */
export interface DistributedConfig extends ConfigOf<typeof settings> {
  /** Start on empty servers. */
  readonly fresh: boolean;
  /** Processes of each service. */
  readonly replicas: number;
}

/** A partition has one owner, and a log 16 partitions: no log could be the work of more processes. */
const replicasMax = 16;

const options = {
  fresh: { type: 'boolean', default: false },
  port: { type: 'string' },
  replicas: { type: 'string', default: '1' },
} as const;

/** The databases that are one owner's alone, as far as there are any, by the variable that names each. */
export function ownDatabasesOf(
  config: ConfigOf<typeof databaseSettings>,
): ReadonlyMap<string, string | undefined> {
  return new Map([
    ['REDRESS_INTAKE_DATABASE_URL', config.intakeDatabaseUrl],
    ['REDRESS_TRIAGE_DATABASE_URL', config.triageDatabaseUrl],
    ['REDRESS_RESOLUTION_DATABASE_URL', config.resolutionDatabaseUrl],
    ['REDRESS_FOLLOW_UP_DATABASE_URL', config.followUpDatabaseUrl],
    ['REDRESS_ANALYTICS_DATABASE_URL', config.analyticsDatabaseUrl],
    ['REDRESS_PRIVACY_DATABASE_URL', config.privacyDatabaseUrl],
  ]);
}

/** Reads arguments and environment. `--port N` puts the operations on N + 1. Throws UsageError. */
export function readDistributedConfig(
  args: readonly string[],
  env?: Environment,
): DistributedConfig {
  const { fresh, port, replicas } = launchOptions(
    () => parseArgs({ args: [...args], options, strict: true }).values,
  );
  const config = {
    ...readConfig(settings, env),
    ...launchPorts(port),
    fresh,
    replicas: replicasOf(replicas),
  };
  const given = [config.databaseUrl, config.kafkaBrokers, ...ownDatabasesOf(config).values()];
  if (fresh && given.some((server) => server !== undefined)) {
    throw new UsageError('--fresh empties servers of our own, and the environment names others');
  }
  return config;
}

function replicasOf(text: string): number {
  const replicas = Number(text);
  if (/^\d{1,2}$/.test(text) && replicas >= 1 && replicas <= replicasMax) return replicas;
  throw new UsageError(`--replicas ${text} is not a number from 1 to ${replicasMax}`);
}
