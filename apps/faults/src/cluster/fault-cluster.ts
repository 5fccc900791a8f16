import { join } from 'node:path';
import { type KafkaClient, kafkajsClient } from '@redress/bus';
import {
  type KafkaCluster,
  ownFolder,
  type RedisServer,
  startKafka,
  startRedis,
} from '@redress/servers';
import { type NetworkHole, startNetworkHole } from './network-hole.js';
import { type Product, productIn } from './product.js';
import { type RestartablePostgres, startRestartablePostgres } from './restartable-postgres.js';

/** The servers of a run, all of them ours, and the product on them. */
export interface FaultCluster {
  readonly folder: string;
  readonly postgres: RestartablePostgres;
  readonly kafka: KafkaCluster;
  readonly kafkaClient: KafkaClient;
  readonly redis: RedisServer;
  /** The way of triage to PostgreSQL, and that of all others. */
  readonly holes: { readonly triage: NetworkHole; readonly others: NetworkHole };
  /** Not started yet. */
  readonly product: Product;
  /** Ends everything and removes the folder. */
  stop(): Promise<void>;
}

/** Starts PostgreSQL, Kafka and Redis in a temporary folder; none of them outlives this process. */
export async function startFaultCluster({
  brokers,
}: {
  readonly brokers: 1 | 3;
}): Promise<FaultCluster> {
  const { path: folder, release } = await ownFolder('faults');
  const closing: (() => Promise<unknown>)[] = [release];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  const kept = <Part extends { stop(): Promise<unknown> }>(part: Part): Part => {
    closing.push(() => part.stop());
    return part;
  };
  try {
    const postgres = kept(await startRestartablePostgres(join(folder, 'postgres')));
    const kafka = kept(await startKafka({ brokers }));
    const redis = kept(await startRedis());
    const triage = kept(await startNetworkHole(postgres.socket));
    const others = kept(await startNetworkHole(postgres.socket));
    const product = kept(
      await productIn(folder, {
        DATABASE_URL: databaseUrl(postgres, others),
        REDRESS_TRIAGE_DATABASE_URL: databaseUrl(postgres, triage),
        KAFKA_BROKERS: kafka.bootstrap.join(','),
        REDRESS_KAFKA_REPLICAS: String(brokers),
        REDIS_URL: redis.url,
      }),
    );
    const kafkaClient = kafkajsClient({ brokers: kafka.bootstrap, clientId: 'faults' });
    return {
      ...{ folder, postgres, kafka, kafkaClient, redis, product, stop },
      holes: { triage, others },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function databaseUrl({ connection }: RestartablePostgres, { port }: NetworkHole): string {
  return `postgres://${connection.user}@127.0.0.1:${port}/${connection.database}`;
}
