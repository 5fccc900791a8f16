import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '@redress/servers';
import { SERVER_START_MS, spawnProgram, type TestKafka, testKafka } from '@redress/testing';
import { apiClient } from './api-client.setup.js';
import { agent, createTenant } from './case-walk.setup.js';
import { caughtUp, parkedKeys } from './caught-up.setup.js';
import { databaseOwners, type OwnDatabases, ownDatabases } from './own-databases.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
  repository,
} from './platform-process.setup.js';
import { recordedLoad } from './recorded-load.setup.js';

/** The services that a third process joins. */
const joined = ['intake', 'triage'] as const;
type Joined = (typeof joined)[number];

/** Partitions of all logs of a group by their owners. */
interface Shares {
  readonly consumer: string;
  readonly owners: number;
  readonly most: number;
  readonly partitions: number;
  readonly free: number;
}

jest.setTimeout(400_000);

// Real here: twelve processes and the gateway, Kafka, Redis, and a database for each owner.
describe('two processes of each service, and a third of some', () => {
  let databases: OwnDatabases;
  let kafka: TestKafka;
  let directory: PlatformDirectory;
  let platform: PlatformProcess;
  let env: Readonly<Record<string, string>>;
  /** What a third process said that did not end well. */
  const said: string[] = [];
  const places = new Map<Joined, readonly [api: number, operations: number]>();

  beforeAll(async () => {
    [databases, kafka] = await Promise.all([ownDatabases(), testKafka()]);
    directory = await platformDirectory('distributed');
    for (const service of joined) {
      const [api = 0, operations = 0] = await freePorts(2);
      places.set(service, [api, operations]);
    }
    env = {
      ...databases.env,
      KAFKA_BROKERS: kafka.bootstrap.join(','),
      REDRESS_KAFKA_TOPIC_PREFIX: kafka.prefix,
      REDRESS_KAFKA_REPLICAS: '1',
    };
    // The gateway knows of the third ones before they are there.
    const thirds = [...places].flatMap(([service, [api, operations]]) => [
      [`REDRESS_${service.toUpperCase()}_URL`, `http://127.0.0.1:${api}`],
      [`REDRESS_${service.toUpperCase()}_OPERATIONS_URL`, `http://127.0.0.1:${operations}`],
    ]);
    platform = await directory.start(['--replicas', '2'], {
      ...env,
      ...Object.fromEntries(thirds),
    });
    await createTenant(apiClient(platform));
  }, SERVER_START_MS);

  afterAll(async () => {
    await directory?.remove();
    await Promise.all([kafka?.drop(), databases?.drop()]);
  }, 60_000);

  /** How the groups of a service share its partitions. */
  const sharesOf = (service: (typeof databaseOwners)[number]) =>
    databases.query<Shares>(
      service,
      `select consumer, count(distinct owner)::int as owners, max(held)::int as most,
              sum(held)::int as partitions, coalesce(sum(held) filter (where owner is null), 0)::int as free
       from (select consumer, owner, count(*) as held
             from ${service.replace('-', '_')}.checkpoints group by 1, 2) by_owner
       group by consumer order by consumer`,
    );

  /** Waits until so many members share what each group of a service reads, nobody with more than a fair part. */
  async function untilSharedBy(service: (typeof databaseOwners)[number], members: number) {
    const until = performance.now() + 120_000;
    const isShared = ({ owners, most, partitions, free }: Shares) =>
      owners === members && free === 0 && most <= Math.ceil(partitions / members);
    for (;;) {
      const shares = await sharesOf(service);
      if (shares.length > 0 && shares.every(isShared)) return;
      if (performance.now() > until) {
        throw new Error(`not shared by ${members}: ${JSON.stringify(shares)}`);
      }
      await sleep(200);
    }
  }

  async function startThird(service: Joined): Promise<ChildProcess> {
    const [api, operations] = places.get(service) ?? [0, 0];
    const child = spawnProgram(join(repository, `apps/${service}/dist/main.js`), {
      env: {
        ...env,
        REDRESS_BUS: 'kafka',
        REDRESS_DATA_DIR: directory.dataDirectory,
        REDRESS_LOG_LEVEL: 'warn',
        REDRESS_PORT: String(api),
        REDRESS_OPERATIONS_PORT: String(operations),
      },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (part: Buffer) => {
        text += part.toString();
      });
    }
    child.once('exit', (code) => {
      if (code !== 0) said.push(`${service} ended with ${code}: ${text}`);
    });
    while (!text.includes('is ready')) {
      if (child.exitCode !== null) throw new Error(`${service} ended: ${text}`);
      await sleep(50);
    }
    return child;
  }

  it('share the partitions of every group, each service in a database of its own', async () => {
    for (const owner of databaseOwners) {
      const schemas = await databases.query<{ name: string }>(
        owner,
        `select nspname as name from pg_namespace
         where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')`,
      );
      expect(schemas.map(({ name }) => name)).toEqual([owner.replace('-', '_')]);
      if (owner !== 'privacy') await untilSharedBy(owner, 2);
    }
  });

  it('a third joins and leaves under load: no request fails, nothing is done twice', async () => {
    const token = await apiClient(platform).token(agent);
    const load = recordedLoad(platform.url, token, 4);
    const more = async (count: number) => {
      const goal = load.answered() + count;
      while (load.answered() < goal) await sleep(50);
    };
    const comeAndGo = async () => {
      await more(30);
      const thirds = await Promise.all(joined.map(startThird));
      for (const service of joined) await untilSharedBy(service, 3);
      await more(60);
      const ends = thirds.map((child) => once(child, 'exit'));
      for (const child of thirds) child.kill('SIGTERM');
      await Promise.all(ends);
      expect(said).toEqual([]);
      for (const service of joined) await untilSharedBy(service, 2);
      await more(30);
    };
    // Callers go on until they are told to end, also where this fails.
    const { cases, wrong } = await comeAndGo().then(load.end, async (error) => {
      await load.end();
      throw error;
    });
    expect(wrong).toEqual([]);
    await caughtUp(platform);
    expect(await parkedKeys(platform)).toEqual([]);
    for (const [owner, times] of [
      ['intake', { ComplainantThanked: 1, ComplaintReceived: 1 }],
      // What it notes of a case: that it was received, and thanked for.
      ['triage', { CaseFactNoted: 2, ComplaintClassified: 1 }],
    ] as const) {
      const counted = await databases.query<{ type: string; times: number }>(
        owner,
        `select type, count(*)::int as times from ${owner}.${owner}_events
         where type in ('${Object.keys(times).join("', '")}') group by 1 order by 1`,
      );
      const expected = Object.entries(times).map(([type, each]) => ({
        ...{ type, times: each * cases.length },
      }));
      expect(counted).toEqual(expected);
    }
  });
});
