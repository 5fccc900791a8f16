import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyTopics, kafkajsClient, type TopicPolicy } from '@redress/bus';
import { startObservability } from '@redress/observability';
import { schemaOf } from '@redress/postgres';
import { type PlatformBus, type RunningPlatform, startPlatform, whoIsWho } from '@redress/runtime';
import { type TestDatabase, type TestKafka, testDatabase } from '@redress/testing';
import { services } from '../src/start-standalone.js';

/** What carries events between the services of a world. */
export type Carrier = 'databases' | 'kafka';

/** A platform of its own, with one or more replicas of everything. */
export interface TruthWorld {
  /** A replica, each in its turn: nobody may rely on meeting the same one again. */
  readonly url: string;
  readonly operationsUrl: string;
  readonly database: TestDatabase;
  /** Stops all replicas, whatever they have not heard of yet, and starts one on another bus. */
  restart(carrier: Carrier): Promise<void>;
  close(): Promise<void>;
}

// The same in all worlds: ids that a request makes derive from them.
const [masterKey, edgeSecret] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

const port = { host: '127.0.0.1', port: 0 } as const;

/** What makes worlds that differ in nothing but what carries their events. */
export interface TruthWorlds {
  open(name: string, carrier: Carrier, replicas?: number): Promise<TruthWorld>;
  remove(): void;
}

/** @param kafka the broker of the run; each world has topics of its own on it */
export async function truthWorlds(kafka: TestKafka): Promise<TruthWorlds> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'redress-truth-'));
  const issuer = { oidcIssuer: undefined, oidcAudience: 'redress', oidcJwksUrl: undefined };
  const { authenticator, developmentIssuer } = await whoIsWho(
    { ...issuer, host: port.host },
    dataDirectory,
  );
  const clientOf = (clientId: string) => kafkajsClient({ brokers: kafka.bootstrap, clientId });

  async function topicsOf(name: string): Promise<TopicPolicy> {
    const topics = { replicas: 1, retentionDays: 1, prefix: `${kafka.prefix}${name}-` };
    const admin = await clientOf('truth').openAdmin();
    try {
      await applyTopics(admin, topics);
    } finally {
      await admin.close();
    }
    return topics;
  }

  async function open(name: string, first: Carrier, count = 1): Promise<TruthWorld> {
    const database = await testDatabase();
    const topics = await topicsOf(name);
    const { logger } = startObservability({ name: 'truth', level: 'silent' });
    const running: RunningPlatform[] = [];
    let turn = 0;
    let failure: Error | undefined;

    async function start(carrier: Carrier, replicas = 1): Promise<void> {
      for (let replica = 0; replica < replicas; replica += 1) {
        const client = clientOf(`${name}-${replica}`);
        const bus: PlatformBus = carrier === 'kafka' ? { client, topics } : 'databases';
        const platform = await startPlatform({
          ...{ services, bus, masterKey, edgeSecret, authenticator, logger },
          databaseOf: () => ({ admin: database.admin, ownLogin: false }),
          cache: { ratePerCaller: 10_000_000, ratePerTenant: 10_000_000 },
          ...(developmentIssuer ? { developmentIssuer } : {}),
          ...{ http: port, operations: port },
          metrics: startObservability({ name: 'truth', level: 'silent' }).metrics,
        });
        running.push(platform);
        void platform.failed.then((error) => {
          failure ??= error;
        });
      }
    }

    async function stop(): Promise<void> {
      await Promise.all(running.splice(0).map((platform) => platform.stop()));
    }

    function next(): RunningPlatform {
      if (failure) throw failure;
      turn += 1;
      const platform = running[turn % running.length];
      if (!platform) throw new Error('the world stands still');
      return platform;
    }

    await start(first, count);
    return {
      get url() {
        return next().url;
      },
      get operationsUrl() {
        return next().operationsUrl;
      },
      database,
      async restart(carrier) {
        await stop();
        await start(carrier);
      },
      async close() {
        await stop();
        await database.drop();
      },
    };
  }

  return { open, remove: () => rmSync(dataDirectory, { recursive: true, force: true }) };
}

/** Every read model, with the schema of its service. */
export const readModels = services.flatMap(({ blueprint }) =>
  blueprint.projections.map(({ name, version }) => {
    const schema = schemaOf(blueprint.name);
    return { name, view: `${schema}.${name}`, table: `${schema}.${name}_v${version}` };
  }),
);
