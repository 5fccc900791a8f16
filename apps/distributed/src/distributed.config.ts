import { parseArgs } from 'node:util';
import {
  commonSettings,
  type ConfigOf,
  databaseSettings,
  type Environment,
  kafkaSettings,
  readConfig,
} from '@redress/config';
import { UsageError } from '@redress/runtime';

const settings = { ...commonSettings, ...databaseSettings, ...kafkaSettings } as const;

/** What the launcher reads of the environment, and what the command line may override. */
export interface DistributedConfig extends ConfigOf<typeof settings> {
  /** Start on empty servers. */
  readonly fresh: boolean;
}

const options = {
  fresh: { type: 'boolean', default: false },
  port: { type: 'string' },
} as const;

/** Reads arguments and environment. `--port N` puts the operations on N + 1. Throws UsageError. */
export function readDistributedConfig(
  args: readonly string[],
  env?: Environment,
): DistributedConfig {
  const { fresh, port } = parse(args);
  const config = { ...readConfig(settings, env), ...portsOf(port), fresh };
  if (fresh && (config.databaseUrl !== undefined || config.kafkaBrokers !== undefined)) {
    throw new UsageError(
      '--fresh empties servers of our own, and DATABASE_URL or KAFKA_BROKERS names others',
    );
  }
  return config;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function portsOf(port: string | undefined): { port?: number; operationsPort?: number } {
  if (port === undefined) return {};
  const chosen = Number(port);
  if (!/^\d{1,5}$/.test(port) || chosen > 65_534) throw new UsageError(`--port ${port} is no port`);
  return { port: chosen, operationsPort: chosen === 0 ? 0 : chosen + 1 };
}
