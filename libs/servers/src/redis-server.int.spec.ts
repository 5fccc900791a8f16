import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { processStart } from './process-table.js';
import { type RedisServer, startRedis } from './redis-server.js';

// Real here: the redis-server of the PATH.

const servers: RedisServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function start(dataDir?: string): Promise<RedisServer> {
  const server = await startRedis(dataDir === undefined ? {} : { dataDir });
  servers.push(server);
  return server;
}

const clientOf = ({ url }: RedisServer) => createClient({ url });

async function ask<T>(
  server: RedisServer,
  question: (client: ReturnType<typeof clientOf>) => Promise<T>,
): Promise<T> {
  const client = clientOf(server);
  await client.connect();
  return question(client).finally(() => client.destroy());
}

describe('a Redis of our own', () => {
  it('answers, and forgets everything when it is killed', async () => {
    const server = await start();
    expect(await ask(server, (client) => client.ping())).toBe('PONG');
    await ask(server, (client) => client.set('case', 'opened'));
    const { pid } = server;
    await server.kill('SIGKILL');
    expect(processStart(pid)).toBeUndefined();
    await server.restart();
    expect(server.pid).not.toBe(pid);
    expect(await ask(server, (client) => client.get('case'))).toBeNull();
  });

  it('keeps what it acknowledged where it has a data folder', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'redress-kept-'));
    try {
      const first = await start(dataDir);
      await ask(first, (client) => client.set('case', 'opened'));
      await first.stop();
      expect(existsSync(join(dataDir, 'server.pid'))).toBe(false);
      const second = await start(dataDir);
      expect(await ask(second, (client) => client.get('case'))).toBe('opened');
      await second.stop();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
