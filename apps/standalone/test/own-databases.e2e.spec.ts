import { randomUUID } from 'node:crypto';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { Client } from 'pg';
import { apiClient } from './api-client.setup.js';
import { agent, createTenant, stepsToInvestigation, walk } from './case-walk.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
} from './platform-process.setup.js';

const owners = ['intake', 'triage', 'resolution', 'follow-up', 'analytics', 'privacy'] as const;

const databases = new Map<string, TestDatabase>();
let directory: PlatformDirectory;
let platform: PlatformProcess;

jest.setTimeout(120_000);

/** `REDRESS_FOLLOW_UP_DATABASE_URL` and its value for one owner. */
function variableOf(owner: string): [string, string] {
  const { user, host, port, password, database } = databases.get(owner)?.admin ?? {};
  const login = password ? `${user}:${encodeURIComponent(String(password))}` : user;
  const place = host?.startsWith('/')
    ? `localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
    : `${host}:${port}/${database}`;
  const name = `REDRESS_${owner.replace('-', '_').toUpperCase()}_DATABASE_URL`;
  return [name, `postgres://${login}@${place}`];
}

beforeAll(async () => {
  for (const owner of owners) databases.set(owner, await testDatabase());
  directory = await platformDirectory();
  platform = await directory.start([], Object.fromEntries(owners.map(variableOf)));
  await createTenant(apiClient(platform));
}, 120_000);

afterAll(async () => {
  await directory?.remove();
  for (const database of databases.values()) await database.drop();
}, 60_000);

async function schemasOf(owner: string): Promise<string[]> {
  const client = new Client(databases.get(owner)?.admin);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select nspname as name from pg_namespace
       where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')`,
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

describe('each service with a database of its own', () => {
  it.each(owners)('%s has its schema there, and nobody else has', async (owner) => {
    expect(await schemasOf(owner)).toEqual([owner.replace('-', '_')]);
  });

  it('a case goes through the services, which know each other by their logs alone', async () => {
    const api = apiClient(platform);
    const id = randomUUID();
    await walk(api, stepsToInvestigation(id));
    const { body } = await api.get<{ stage: string; clocks: readonly unknown[] }>(
      agent,
      `cases/${id}`,
    );
    expect(body.stage).toBe('INVESTIGATING');
    expect(body.clocks.length).toBeGreaterThan(0);
  });
});
