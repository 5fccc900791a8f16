import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '@redress/observability';
import { processStart } from '@redress/servers';
import { readDistributedConfig } from './distributed.config.js';
import { findOrStartServers, type Servers } from './own-servers.js';

// Real here: redis-server and Kafka, as the launcher starts them.

const elsewhere = {
  DATABASE_URL: 'postgres://a@b/c',
  KAFKA_BROKERS: 'a:9092',
  REDIS_URL: 'redis://a',
};
const logger = createLogger({ name: 'redress', level: 'silent' });

describe('servers of our own', () => {
  let folder: string;
  let servers: Servers | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'redress-own-'));
  });

  afterEach(async () => {
    await servers?.stop();
    servers = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  const startWithout = (...ours: (keyof typeof elsewhere)[]) => {
    const given = Object.entries(elsewhere).filter(([name]) => !ours.some((own) => own === name));
    return findOrStartServers(readDistributedConfig([], Object.fromEntries(given)), folder, logger);
  };
  const pidIn = (...path: string[]) =>
    Number.parseInt(readFileSync(join(folder, ...path, 'server.pid'), 'utf8'), 10);

  it('end together where one of them cannot start', async () => {
    // A file where PostgreSQL wants its directory: it refuses while Redis starts.
    await writeFile(join(folder, 'postgres'), '');
    await expect(startWithout('DATABASE_URL', 'REDIS_URL')).rejects.toThrow();
    expect(() => pidIn('redis')).toThrow('ENOENT');
  });

  it('say so when Kafka ends by itself', async () => {
    servers = await startWithout('KAFKA_BROKERS');
    const pid = pidIn('kafka', 'broker-1');
    process.kill(pid, 'SIGKILL');
    expect((await servers.failed).message).toMatch('Kafka ended');
    expect(processStart(pid)).toBeUndefined();
  }, 60_000);

  it('are not missed when it is Redis that ends: nothing has its only copy there', async () => {
    servers = await startWithout('REDIS_URL');
    const pid = pidIn('redis');
    process.kill(pid, 'SIGKILL');
    while (processStart(pid) !== undefined) await sleep(20);
    const goesOn = sleep(200).then(() => 'goes on');
    expect(await Promise.race([servers.failed, goesOn])).toBe('goes on');
  });
});
