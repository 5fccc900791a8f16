import { resolve } from 'node:path';
import {
  commonSettings,
  type ConfigOf,
  databaseSettings,
  kafkaSettings,
  readConfig,
} from '@redress/config';
import { startObservability } from '@redress/observability';
import { configuredTopics } from './configured-topics.js';
import { databasesOf } from './database-addresses.js';
import { localSecrets } from './local-secrets.js';
import { MendableError } from './mendable.error.js';
import { failProcess, runProcess } from './run-process.js';
import { type ServiceInProcess, startPlatform } from './start-platform.js';
import { whoIsWho } from './who-is-who.js';
import { withTracing } from './with-tracing.js';

const settings = { ...commonSettings, ...databaseSettings, ...kafkaSettings } as const;

/** Less than what a supervisor waits for before it kills, in milliseconds. */
const stopMaxMs = 9_500;

/**
 * The whole `main.ts` of a service in a process of its own: it reads the environment, hears of the
 * other services over Kafka, and publishes its own logs there.
 */
export async function runServiceProcess(service: ServiceInProcess): Promise<void> {
  const { name } = service.blueprint;
  await run(service).catch((error: unknown) => failProcess(name, error));
}

async function run(service: ServiceInProcess): Promise<void> {
  const { name } = service.blueprint;
  const config = readConfig(settings);
  if (config.bus !== 'kafka') {
    throw new MendableError(
      'a service in a process of its own hears of the others over Kafka: set REDRESS_BUS=kafka',
    );
  }
  const { logger, metrics } = startObservability({ name, level: config.logLevel });
  const dataDirectory = resolve(config.dataDirectory);
  await runProcess({
    ...{ name, logger, stopMaxMs },
    start: () =>
      withTracing({ ...config, name }, async () => {
        const { authenticator, developmentIssuer } = await whoIsWho(config, dataDirectory);
        return startPlatform({
          services: [service],
          databaseOf: databasesOf(config),
          bus: configuredTopics(config, name),
          cache: config,
          ...(await secretsOf(config, dataDirectory)),
          authenticator,
          ...(developmentIssuer ? { developmentIssuer } : {}),
          http: { host: config.host, port: config.port },
          operations: { host: config.operationsHost, port: config.operationsPort },
          ...{ logger, metrics },
        });
      }),
    ready: ({ url, operationsUrl }) => `${name} is ready at ${url}, operations at ${operationsUrl}`,
  });
}

/** Of the environment; for what it does not hold, the files of the data directory. */
async function secretsOf(
  { masterKey, edgeSecret }: Pick<ConfigOf<typeof settings>, 'masterKey' | 'edgeSecret'>,
  dataDirectory: string,
) {
  if (masterKey && edgeSecret) {
    return { masterKey: masterKey.reveal(), edgeSecret: edgeSecret.reveal() };
  }
  const local = await localSecrets(dataDirectory, { isInUse: false });
  return {
    masterKey: masterKey?.reveal() ?? local.masterKey,
    edgeSecret: edgeSecret?.reveal() ?? local.edgeSecret,
  };
}
