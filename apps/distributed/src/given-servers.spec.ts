import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { readDistributedConfig } from './distributed.config.js';
import { requireGivenServers } from './given-servers.js';

const look = (env: Readonly<Record<string, string>>) =>
  requireGivenServers(readDistributedConfig([], env));

describe('the servers that are given', () => {
  let server: Server;
  let port: number;

  beforeAll(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const place = server.address();
    port = typeof place === 'object' ? (place?.port ?? 0) : 0;
  });
  afterAll(() => {
    server.close();
  });

  it('are named, each by its variable, where nobody listens', async () => {
    const env = { DATABASE_URL: 'postgres://a@127.0.0.1:9/c', KAFKA_BROKERS: '127.0.0.1:9' };
    await expect(look(env)).rejects.toThrow(
      'DATABASE_URL: nobody answers at 127.0.0.1:9 (ECONNREFUSED)\n' +
        'KAFKA_BROKERS: nobody answers at 127.0.0.1:9 (ECONNREFUSED)',
    );
  });

  it.each([
    [{ REDIS_URL: 'redis://127.0.0.1:9' }, /^REDIS_URL: /],
    [
      { DATABASE_URL: 'postgres://a@localhost/c?host=/nowhere&port=5433' },
      'DATABASE_URL: nobody answers at /nowhere/.s.PGSQL.5433 (ENOENT)',
    ],
    [{ REDRESS_TRIAGE_DATABASE_URL: 'postgres://a@127.0.0.1:9/c' }, 'REDRESS_TRIAGE_DATABASE_URL'],
  ])('are looked at where they are: %j', async (env, told) => {
    await expect(look(env)).rejects.toThrow(told);
  });

  it('are there where one of several brokers is, and where none is named', async () => {
    await look({ KAFKA_BROKERS: `127.0.0.1:9,127.0.0.1:${port}` });
    await look({});
  });
});
