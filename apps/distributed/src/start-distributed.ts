import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyTopics, differenceLine } from '@redress/bus';
import { type Environment, inheritedEnvironment } from '@redress/config';
import type { Logger } from '@redress/observability';
import { configuredTopics, localSecrets, type RunningParts, whoIsWho } from '@redress/runtime';
import type { DistributedConfig } from './distributed.config.js';
import { requireGivenServers } from './given-servers.js';
import { type KeptProcess, keepProcess } from './kept-process.js';
import {
  findOrStartServers,
  removeServerData,
  type Servers,
  wantsPostgres,
} from './own-servers.js';
import { gatewayAddresses, listeningAt, servicePlaces } from './service-places.js';

/** All processes at work. */
export interface RunningDistributed extends RunningParts {
  /** Where the gateway listens. */
  readonly url: string;
}

const apps = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Starts the servers that are not given, makes the topics, and keeps the five services and the
 * gateway running, each in a process of its own.
 */
export async function startDistributed(
  config: DistributedConfig,
  logger: Logger,
): Promise<RunningDistributed> {
  await requireGivenServers(config);
  const dataDirectory = resolve(config.dataDirectory);
  if (config.fresh) await removeServerData(dataDirectory);
  await prepareSecrets(config, dataDirectory);
  const servers = await findOrStartServers(config, dataDirectory, logger);
  const kept: KeptProcess[] = [];
  async function stop(): Promise<void> {
    // The gateway first: it is the last one and lets nobody in any more.
    const [gateway, ...others] = kept.splice(0).reverse();
    await gateway?.stop();
    await Promise.all(others.map((each) => each.stop()));
    await servers.stop();
  }
  try {
    const { kafkaBrokers, kafkaReplicas } = servers;
    await makeTopics({ ...config, kafkaBrokers: [...kafkaBrokers], kafkaReplicas }, logger);
    const places = await servicePlaces(config.replicas);
    const shared = sharedEnvironment(servers, dataDirectory);
    const starts = places.map(async (place) => {
      const env = inheritedEnvironment({ ...shared, ...listeningAt(place) });
      const { service: name } = place;
      kept.push(await keepProcess({ name, script: scriptOf(name), env, logger }));
    });
    await allOrFirstFailure(starts);
    const gateway = await keepProcess({
      ...{ name: 'gateway', script: scriptOf('gateway'), logger },
      env: inheritedEnvironment({
        ...gatewayAddresses(places, inheritedEnvironment({})),
        REDRESS_HOST: config.host,
        REDRESS_PORT: String(config.port),
        REDRESS_OPERATIONS_PORT: String(config.operationsPort),
      }),
    });
    kept.push(gateway);
    const [, url = ''] = /^gateway is ready at ([^,\s]+)/.exec(gateway.line) ?? [];
    return { url, failed: servers.failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Made once before several processes look for them. */
async function prepareSecrets(config: DistributedConfig, dataDirectory: string): Promise<void> {
  const isOurs = wantsPostgres(config) && config.masterKey === undefined;
  const hasData = existsSync(join(dataDirectory, 'postgres', 'cluster'));
  await localSecrets(dataDirectory, { isInUse: isOurs && hasData });
  await whoIsWho(config, dataDirectory);
}

async function makeTopics(
  config: Parameters<typeof configuredTopics>[0],
  logger: Logger,
): Promise<void> {
  const { client, topics } = configuredTopics(config, 'launcher');
  const admin = await client.openAdmin();
  try {
    for (const difference of await applyTopics(admin, topics)) {
      logger.info({ part: 'kafka' }, differenceLine(difference));
    }
  } finally {
    await admin.close();
  }
}

function sharedEnvironment(
  { databaseUrl, kafkaBrokers, kafkaReplicas, redisUrl }: Servers,
  dataDirectory: string,
): Environment {
  return {
    REDRESS_HOST: '127.0.0.1',
    REDRESS_OPERATIONS_HOST: '127.0.0.1',
    REDRESS_BUS: 'kafka',
    REDRESS_DATA_DIR: dataDirectory,
    REDRESS_KAFKA_REPLICAS: String(kafkaReplicas),
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    KAFKA_BROKERS: kafkaBrokers.join(','),
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  };
}

function scriptOf(app: string): string {
  return join(apps, app, 'dist', 'main.js');
}

/** Waits for all also when one fails, so that nothing is started behind the back of the end. */
async function allOrFirstFailure(starts: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(starts)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
