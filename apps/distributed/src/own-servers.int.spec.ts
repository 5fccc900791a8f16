import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  it.each([
    ['Redis', 'REDIS_URL', ['redis']],
    ['Kafka', 'KAFKA_BROKERS', ['kafka', 'broker-1']],
  ] as const)(
    'say so when %s ends by itself',
    async (name, variable, path) => {
      servers = await startWithout(variable);
      const pid = pidIn(...path);
      process.kill(pid, 'SIGKILL');
      expect((await servers.failed).message).toMatch(`${name} ended`);
      expect(processStart(pid)).toBeUndefined();
    },
    60_000,
  );
});
