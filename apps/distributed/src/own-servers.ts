import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@redress/observability';
import {
  type EmbeddedPostgres,
  removeDataDirectory,
  startEmbeddedPostgres,
} from '@redress/postgres';
import { ServerStartError, startKafka, startRedis } from '@redress/servers';
import { type DistributedConfig, ownDatabasesOf } from './distributed.config.js';

/** Where the servers are that all processes share; ours or given. */
export interface Servers {
  /** Absent where each owner has a database of its own. */
  readonly databaseUrl?: string;
  readonly kafkaBrokers: readonly string[];
  /** Copies of each partition: one on a Kafka of our own, which has one broker. */
  readonly kafkaReplicas: number;
  readonly redisUrl?: string;
  /** Resolves with the reason when PostgreSQL or Kafka of ours has ended by itself; without Redis all goes on. */
  readonly failed: Promise<Error>;
  /** Ends those that are ours. */
  stop(): Promise<void>;
}

/** Removes the data of servers of our own, and the key that they were written with. */
export async function removeServerData(dataDirectory: string): Promise<void> {
  // First, because it refuses while a live process has it.
  await removeDataDirectory(join(dataDirectory, 'postgres'));
  for (const name of ['kafka', 'redis', 'master.key']) {
    await rm(join(dataDirectory, name), { recursive: true, force: true });
  }
}

/** Starts PostgreSQL, Kafka and Redis in the data directory, apart from those that are given. */
export async function findOrStartServers(
  config: DistributedConfig,
  dataDirectory: string,
  logger: Logger,
): Promise<Servers> {
  const closing: (() => Promise<unknown>)[] = [];
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    await Promise.all(closing.splice(0).map((close) => close()));
  };
  const opened = <Server extends { stop(): Promise<unknown> }>(server: Server): Server => {
    closing.push(() => server.stop());
    return server;
  };
  const starts = [
    wantsPostgres(config) ? postgresIn(dataDirectory, logger).then(opened) : undefined,
    config.kafkaBrokers === undefined
      ? startKafka({ dataDir: join(dataDirectory, 'kafka') }).then(opened)
      : undefined,
    config.redisUrl === undefined
      ? redisIn(dataDirectory, logger).then((redis) => redis && opened(redis))
      : undefined,
  ] as const;
  const ended = await Promise.allSettled(starts);
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    await stop();
    throw failed.reason;
  }
  const [postgres, kafka, redis] = await Promise.all(starts);
  if (kafka) logger.info({ part: 'kafka' }, `Kafka is there; ${exportLine(kafka.bootstrap)}`);
  if (redis) {
    logger.info({ part: 'redis' }, `Redis is at ${redis.url}`);
    void redis.exited.then(() => {
      if (isStopping) return;
      logger.warn(
        { part: 'redis' },
        'Redis ended: caches are in the processes until the next start',
      );
    });
  }
  const redisUrl = config.redisUrl ?? redis?.url;
  const databaseUrl = config.databaseUrl ?? (postgres && urlOf(postgres));
  return {
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    kafkaBrokers: config.kafkaBrokers ?? kafka?.bootstrap ?? [],
    kafkaReplicas: kafka ? 1 : config.kafkaReplicas,
    ...(redisUrl === undefined ? {} : { redisUrl }),
    failed: Promise.race([
      ...(postgres ? [endOf('PostgreSQL', postgres)] : []),
      ...(kafka?.brokers ?? []).map((broker) => endOf('Kafka', broker)),
    ]),
    stop,
  };
}

/** For the shell of whoever wants to look at it, e.g. by `redress topics check`. */
function exportLine(brokers: readonly string[]): string {
  return `export KAFKA_BROKERS=${brokers.join(',')} REDRESS_KAFKA_REPLICAS=1`;
}

/** Someone has no database yet: a service, or the keys. */
export function wantsPostgres(config: DistributedConfig): boolean {
  return (
    config.databaseUrl === undefined && [...ownDatabasesOf(config).values()].includes(undefined)
  );
}

function postgresIn(dataDirectory: string, logger: Logger): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dataDir: join(dataDirectory, 'postgres'),
    log: (message) => logger.info({ part: 'postgres' }, message),
  });
}

/** Redis never holds the only copy of anything, so a machine may lack it. */
async function redisIn(dataDirectory: string, logger: Logger) {
  try {
    return await startRedis({ dataDir: join(dataDirectory, 'redis') });
  } catch (error) {
    if (!(error instanceof ServerStartError) || error.code !== 'PROGRAM_MISSING') throw error;
    logger.info({ part: 'redis' }, 'there is no redis-server: caches stay in the processes');
    return undefined;
  }
}

async function endOf(
  name: string,
  { exited }: { readonly exited: Promise<unknown> },
): Promise<Error> {
  await exited;
  return new Error(`${name} ended; start again, it recovers by itself (server.log may say why)`);
}

/** The embedded server as other processes of this user reach it: by its socket. */
function urlOf({ connection }: EmbeddedPostgres): string {
  const { user, host = '', port, database } = connection;
  return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}
