import { parseArgs } from 'node:util';
import {
  commonSettings,
  type ConfigOf,
  databaseSettings,
  type Environment,
  readConfig,
} from '@redress/config';
import { launchOptions, launchPorts, UsageError } from '@redress/runtime';

const settings = { ...commonSettings, ...databaseSettings } as const;

/** What the embedded default reads of the environment, and what the command line may override. */
export interface StandaloneConfig extends ConfigOf<typeof settings> {
  /** Load the demo tenant before the ready line. */
  readonly demo: boolean;
  /** Start on an empty data directory. */
  readonly fresh: boolean;
}

const options = {
  demo: { type: 'boolean', default: false },
  fresh: { type: 'boolean', default: false },
  port: { type: 'string' },
} as const;

/**
 * Reads arguments and environment. `--port N` puts the operations on N + 1. Throws UsageError, or
 * ConfigError with every bad variable: before anything is started or removed.
 */
export function readStandaloneConfig(args: readonly string[], env?: Environment): StandaloneConfig {
  const { demo, fresh, port } = launchOptions(
    () => parseArgs({ args: [...args], options, strict: true }).values,
  );
  const config = { ...readConfig(settings, env), ...launchPorts(port), demo, fresh };
  for (const contradiction of contradictionsOf(config)) throw new UsageError(contradiction);
  return config;
}

/** What is right by itself and wrong together. */
function contradictionsOf({ demo, fresh, oidcIssuer, databaseUrl, bus }: StandaloneConfig) {
  return [
    ...(demo && oidcIssuer !== undefined
      ? [`--demo needs the development issuer, and OIDC_ISSUER is ${oidcIssuer}`]
      : []),
    ...(fresh && databaseUrl !== undefined
      ? ['--fresh empties the embedded database, and DATABASE_URL names another one']
      : []),
    ...(bus === 'kafka' ? ['one process needs no Kafka: leave REDRESS_BUS out'] : []),
  ];
}
