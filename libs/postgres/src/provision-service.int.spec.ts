import { type TestDatabase, testDatabase } from '@redress/testing';
import { Client, type PoolClient, type PoolConfig } from 'pg';
import { provisionService } from './provision-service.js';
import { tenantRowSecurity } from './row-security.js';
import { openService, type ServiceDatabase } from './service-database.js';
import { loginOf } from './service-roles.js';
import { withTenant, withTransaction } from './transaction.js';

// Real here: PostgreSQL, its roles and its row-level security.

let database: TestDatabase;
let service: ServiceDatabase;

async function asOwner(...statements: string[]): Promise<void> {
  await run(service.owner, ...statements);
}

async function run(connection: PoolConfig, ...statements: string[]): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  database = await testDatabase('follow-up', 'intake', 'privacy');
  service = database.open('follow-up', 2);
  await asOwner(
    'create table event (body text)',
    'create table closure (tenant_id text, note text)',
    `insert into closure values ('t1', 'one'), ('t2', 'two'), ('t2', 'three')`,
    ...tenantRowSecurity({ service: 'follow-up', table: 'closure' }),
  );
});

afterAll(() => database.drop());

const notes = async (client: PoolClient) =>
  (await client.query<{ note: string }>('select note from closure order by note')).rows.map(
    ({ note }) => note,
  );

describe('the roles of a service', () => {
  it('are taken by a login that is no superuser and has no rights of its own', async () => {
    const { rows } = await service.reader.query(
      `select current_user, session_user, current_setting('is_superuser') as super,
              current_setting('search_path') as path`,
    );
    expect(rows).toEqual([
      {
        current_user: 'follow_up_reader',
        session_user: 'follow_up_login',
        super: 'off',
        path: 'follow_up',
      },
    ]);
    await expect(
      run(database.connection('follow-up'), 'select * from follow_up.event'),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('come back after RESET ROLE and DISCARD ALL', async () => {
    const client = await service.reader.connect();
    try {
      for (const reset of ['reset role', 'reset all', 'discard all']) {
        await client.query(reset);
        const { rows } = await client.query('select current_user');
        expect(rows).toEqual([{ current_user: 'follow_up_reader' }]);
      }
    } finally {
      client.release();
    }
  });

  it('S07: the reader cannot read a table that nobody opened to it, such as a log', async () => {
    await expect(service.reader.query('select * from event')).rejects.toMatchObject({
      code: '42501',
    });
    expect((await service.writer.query('select * from event')).rows).toEqual([]);
  });

  it('S07: the reader cannot write what it may read', async () => {
    await expect(service.reader.query('delete from closure')).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('the writer appends and has no right to the schema', async () => {
    await service.writer.query(`insert into event values ('x')`);
    for (const ddl of ['create table mine (n int)', 'drop table event', 'truncate event']) {
      await expect(service.writer.query(ddl)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('functions of the owner are closed to the reader', async () => {
    await asOwner(
      'create or replace function answer() returns int language sql as $$ select 42 $$',
    );
    expect((await service.writer.query('select answer()')).rows).toEqual([{ answer: 42 }]);
    await expect(service.reader.query('select answer()')).rejects.toMatchObject({ code: '42501' });
  });

  it('no role of one service reaches another', async () => {
    const intake = database.open('intake');
    for (const pool of [intake.writer, intake.reader]) {
      await expect(pool.query('select * from follow_up.event')).rejects.toMatchObject({
        code: '42501',
      });
    }
    await expect(
      run(database.connection('intake'), 'set role follow_up_writer'),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('time limits follow the role', async () => {
    const limit = "select current_setting('statement_timeout') as statement";
    expect((await service.reader.query(limit)).rows).toEqual([{ statement: '2s' }]);
    expect((await service.writer.query(limit)).rows).toEqual([{ statement: '30s' }]);
    await expect(service.reader.query('select pg_sleep(5)')).rejects.toMatchObject({
      code: '57014',
    });
  });
});

describe('the tenant of a transaction', () => {
  it('S07: shows the rows of one tenant', async () => {
    expect(await withTenant(service.reader, 't1', notes)).toEqual(['one']);
    expect(await withTenant(service.reader, 't2', notes)).toEqual(['three', 'two']);
  });

  it('S07: no tenant set gives no rows, before and after a transaction that had one', async () => {
    const fresh = openService({
      connection: database.connection('follow-up'),
      service: 'follow-up',
      max: 1,
    });
    try {
      expect(await withTransaction(fresh.reader, notes)).toEqual([]);
      await withTenant(fresh.reader, 't1', notes);
      expect(await withTransaction(fresh.reader, notes)).toEqual([]);
    } finally {
      await fresh.close();
    }
  });

  it('S07: a client that goes back after an abort carries no tenant', async () => {
    const fresh = openService({
      connection: database.connection('follow-up'),
      service: 'follow-up',
      max: 1,
    });
    try {
      await expect(
        withTenant(fresh.reader, 't1', (client) => client.query('select 1/0')),
      ).rejects.toMatchObject({ code: '22012' });
      expect(await withTransaction(fresh.reader, notes)).toEqual([]);
    } finally {
      await fresh.close();
    }
  });

  it('refuses an empty tenant instead of showing an empty table', async () => {
    await expect(withTenant(service.reader, '', notes)).rejects.toThrow('a tenant is needed');
  });

  it('S07: row security is forced, and reader is neither owner nor exempt', async () => {
    const { rows } = await service.writer.query(
      `select relrowsecurity, relforcerowsecurity, relowner::regrole::text as owner,
              (select rolbypassrls or rolsuper from pg_roles where rolname = 'follow_up_reader') as exempt
         from pg_class where oid = 'closure'::regclass`,
    );
    expect(rows).toEqual([
      {
        relrowsecurity: true,
        relforcerowsecurity: true,
        owner: 'follow_up_owner',
        exempt: false,
      },
    ]);
  });

  it('the writer sees every tenant: projections and rebuilds need all', async () => {
    expect(await withTransaction(service.writer, notes)).toEqual(['one', 'three', 'two']);
  });
});

describe('withTransaction', () => {
  it('keeps nothing of a failed transaction and the client stays usable', async () => {
    const fail = withTransaction(service.writer, async (client) => {
      await client.query(`insert into event values ('never')`);
      throw new Error('changed my mind');
    });
    await expect(fail).rejects.toThrow('changed my mind');
    const { rows } = await service.writer.query(`select * from event where body = 'never'`);
    expect(rows).toEqual([]);
  });

  it('survives the death of its connection, and so does the pool', async () => {
    const lost: Error[] = [];
    const pools = openService({
      connection: database.connection('follow-up'),
      service: 'follow-up',
      max: 1,
      onConnectionLost: (error) => lost.push(error),
    });
    try {
      const dying = withTransaction(pools.writer, async (client) => {
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
        await run(database.admin, `select pg_terminate_backend(${rows[0]?.pid})`);
        while (lost.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        return client.query('select 1');
      });
      await expect(dying).rejects.toThrow();
      expect((await pools.writer.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    } finally {
      await pools.close();
    }
  });

  it('gives one snapshot under repeatable read', async () => {
    const counts = await withTransaction(
      service.writer,
      async (client) => {
        const count = async () => (await client.query('select count(*)::int as n from event')).rows;
        const before = await count();
        await service.writer.query(`insert into event values ('meanwhile')`);
        return [before, await count()];
      },
      { isolation: 'repeatable read', readOnly: true },
    );
    expect(counts[0]).toEqual(counts[1]);
  });
});

describe('provisioning', () => {
  it('may be repeated, and by several processes at once', async () => {
    const again = () =>
      provisionService({ admin: database.admin, service: 'new-one', login: loginOf('new-one') });
    await Promise.all([again(), again(), again(), again()]);
    await again();
    const pools = openService({ connection: await again(), service: 'new-one' });
    expect((await pools.writer.query('select current_user')).rows).toEqual([
      { current_user: 'new_one_writer' },
    ]);
    await pools.close();
  });

  it('gives a service a database of its own', async () => {
    const own = `${database.name}_own`;
    try {
      const connection = await provisionService({
        admin: database.admin,
        service: 'privacy',
        database: own,
        login: loginOf('privacy'),
      });
      const pools = openService({ connection, service: 'privacy' });
      expect((await pools.writer.query('select current_database() as name')).rows).toEqual([
        { name: own },
      ]);
      await pools.close();
    } finally {
      await run(database.admin, `drop database if exists ${own} with (force)`);
    }
  });

  it('works for an admin who is no superuser', async () => {
    const operator = `${database.name}_operator`;
    await run(
      database.admin,
      `create role ${operator} login createrole`,
      `grant create on database ${database.name} to ${operator}`,
    );
    const admin = { ...database.admin, user: operator };
    const prefix = `svc-${database.name.slice(-8)}`;
    const connection = await provisionService({ admin, service: prefix });
    expect(connection.user).toBe(operator);
    const pools = openService({ connection, service: prefix });
    await run(pools.owner, 'create table t (n int)');
    expect((await pools.writer.query('select * from t')).rows).toEqual([]);
    await expect(pools.reader.query('select * from t')).rejects.toMatchObject({ code: '42501' });
    await pools.close();
  });

  it('refuses names that could not stand in SQL', async () => {
    const { admin } = database;
    await expect(
      provisionService({ admin, service: 'intake', login: 'x"; drop role y' }),
    ).rejects.toThrow('not a plain SQL name');
  });
});
