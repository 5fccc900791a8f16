import { spawnTypeScript, type TestDatabase, testDatabase } from '@redress/testing';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { runMigrations } from './run-migrations.js';
import type { ServiceDatabase } from './service-database.js';

// Real here: PostgreSQL, TypeORM, and two processes that migrate at once.

class CreateNote1767225600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table note (n int)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table note');
  }
}

class FillNote1767225600002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('insert into note values (1)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('delete from note');
  }
}

class BreakHalfWay1767225600003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('insert into note values (2)');
    await runner.query('select no_such_function()');
  }
  async down(): Promise<void> {
    throw new Error('never ran');
  }
}

let database: TestDatabase;
let service: ServiceDatabase;

beforeEach(async () => {
  database = await testDatabase('intake');
  service = database.open('intake');
});

afterEach(() => database.drop());

const migrate = (...migrations: (new () => MigrationInterface)[]) =>
  runMigrations({ connection: service.owner, schema: service.schema, migrations });

const notes = async () => (await service.writer.query('select n from note order by n')).rows;

describe('runMigrations', () => {
  it('runs each migration once, in the order of their timestamps', async () => {
    expect(await migrate(FillNote1767225600002, CreateNote1767225600001)).toEqual([
      'CreateNote1767225600001',
      'FillNote1767225600002',
    ]);
    expect(await migrate(FillNote1767225600002, CreateNote1767225600001)).toEqual([]);
    expect(await notes()).toEqual([{ n: 1 }]);
  });

  it('makes tables of the owner, in the schema of the service, with its own record', async () => {
    await migrate(CreateNote1767225600001);
    const { rows } = await service.writer.query(
      `select tablename, tableowner from pg_tables where schemaname = 'intake' order by 1`,
    );
    expect(rows).toEqual([
      { tablename: 'note', tableowner: 'intake_owner' },
      { tablename: 'schema_migration', tableowner: 'intake_owner' },
    ]);
  });

  it('keeps nothing of a migration that fails half-way, and all of those before it', async () => {
    await expect(
      migrate(CreateNote1767225600001, FillNote1767225600002, BreakHalfWay1767225600003),
    ).rejects.toThrow(/no_such_function/);
    expect(await notes()).toEqual([{ n: 1 }]);
    expect(await migrate(CreateNote1767225600001, FillNote1767225600002)).toEqual([]);
  });

  it('runs once when two processes start at once', async () => {
    const script = fileURLToPath(new URL('../test/migrate.main.ts', import.meta.url));
    const args = [JSON.stringify(service.owner), service.schema];
    const children = [1, 2].map(() => spawnTypeScript(script, { args, stdio: 'inherit' }));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0]);
    const { rows } = await service.writer.query('select count(*)::int as n from slow');
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('gives up on a table that somebody holds, instead of stopping everybody behind it', async () => {
    await migrate(CreateNote1767225600001);
    const holder = new Client(service.owner);
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('lock table note in access share mode');
      await expect(migrate(CreateNote1767225600001, AlterNote1767225600004)).rejects.toMatchObject({
        code: '55P03',
      });
    } finally {
      await holder.end();
    }
  });
});

class AlterNote1767225600004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table note add column text text');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table note drop column text');
  }
}
