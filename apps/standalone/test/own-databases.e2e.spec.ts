import { randomUUID } from 'node:crypto';
import { apiClient } from './api-client.setup.js';
import { agent, createTenant, stepsToInvestigation, walk } from './case-walk.setup.js';
import { databaseOwners, type OwnDatabases, ownDatabases } from './own-databases.setup.js';
import {
  type PlatformDirectory,
  type PlatformProcess,
  platformDirectory,
} from './platform-process.setup.js';

let databases: OwnDatabases;
let directory: PlatformDirectory;
let platform: PlatformProcess;

jest.setTimeout(120_000);

beforeAll(async () => {
  databases = await ownDatabases();
  directory = await platformDirectory();
  platform = await directory.start([], databases.env);
  await createTenant(apiClient(platform));
}, 120_000);

afterAll(async () => {
  await directory?.remove();
  await databases?.drop();
}, 60_000);

describe('each service with a database of its own', () => {
  it.each(databaseOwners)('%s has its schema there, and nobody else has', async (owner) => {
    const schemas = await databases.query<{ name: string }>(
      owner,
      `select nspname as name from pg_namespace
       where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')`,
    );
    expect(schemas.map(({ name }) => name)).toEqual([owner.replace('-', '_')]);
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
