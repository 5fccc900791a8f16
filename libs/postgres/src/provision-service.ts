import { Client, type PoolConfig } from 'pg';
import { errorCode } from '@redress/servers';
import { explicitConnection } from './explicit-connection.js';
import { type ServiceRoles, rolesOf, schemaOf } from './service-roles.js';

/** Which service is given a schema and roles, and by whom. */
export interface ProvisionOptions {
  /** A superuser, or a user with CREATEROLE and CREATE on the database (and CREATEDB for `database`). */
  readonly admin: PoolConfig;
  /** `intake`, `follow-up`, … or any other owner of a schema, such as `privacy`. */
  readonly service: string;
  /** Database of the service, created when missing. Default: the one that `admin` names. */
  readonly database?: string;
  /**
   * Login role that may take the three roles, created when missing (without a password, so it can
   * log in only where the server trusts the connection or an operator sets one). Default: the
   * user of `admin`.
   */
  readonly login?: string;
}

const IDENTIFIER = /^[a-z_][a-z0-9_]{0,62}$/;
const ATTEMPTS_MAX = 8;

/**
 * Prepares a database for one service: its schema, its three roles, and privileges by which a new
 * table is open to the writer and invisible to the reader. Repeating it changes nothing, and
 * several processes may do it at once.
 *
 * The reader sees a table only when a migration says so (see {@link tenantRowSecurity}); log
 * tables never do. A migration that makes an append-only table takes update and delete away from
 * the writer.
 *
 * @returns settings that {@link openService} can connect with
 * @throws Error on a bad name; DatabaseError when the admin may not do it or is refused
 */
export async function provisionService(options: ProvisionOptions): Promise<PoolConfig> {
  const { service, database, login } = options;
  const admin = explicitConnection(options.admin);
  for (const name of [database, login]) {
    if (name !== undefined && !IDENTIFIER.test(name)) {
      throw new Error(`'${name}' is not a plain SQL name`);
    }
  }
  const schema = schemaOf(service);
  if (database !== undefined) await createDatabase(admin, database);
  const target: PoolConfig = database === undefined ? admin : { ...admin, database };
  const statements = provisioningStatements(schema, rolesOf(service), login);
  await withClient(target, (client) => runAsOne(client, statements));
  if (login === undefined) return target;
  const { password: _secretOfAdmin, ...rest } = target;
  return { ...rest, user: login };
}

/** All statements, in order. Each may be repeated. */
function provisioningStatements(
  schema: string,
  roles: ServiceRoles,
  login: string | undefined,
): string[] {
  const { owner, writer, reader } = roles;
  const created = [owner, writer, reader].map((role) => createRole(role, 'nologin'));
  const user = login ?? 'current_user';
  if (login !== undefined) created.push(createRole(login, 'login noinherit'));
  return [
    ...created,
    // Not inherited: a session has exactly the rights of the role it has taken.
    ...[owner, writer, reader].map((role) => mayTake(role, user)),
    ...(login === undefined ? [] : [mayTake(owner, 'current_user')]),
    `create schema if not exists ${schema} authorization ${owner}`,
    // Default privileges belong to the role that will create the tables.
    `set local role ${owner}`,
    `grant usage on schema ${schema} to ${writer}, ${reader}`,
    `alter default privileges in schema ${schema}
       grant select, insert, update, delete on tables to ${writer}`,
    `alter default privileges in schema ${schema} grant usage, select on sequences to ${writer}`,
    // Functions are open to everybody unless the database-wide default says otherwise.
    'alter default privileges revoke execute on functions from public',
    `alter default privileges in schema ${schema} grant execute on functions to ${writer}`,
  ];
}

function createRole(role: string, attributes: string): string {
  return `do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then
      create role ${role} ${attributes};
    end if;
  end $$`;
}

function mayTake(role: string, user: string): string {
  return `do $$ begin
    if not exists (
      select from pg_auth_members
      where roleid = '${role}'::regrole and set_option
        and member = (select oid from pg_roles where rolname = ${user === 'current_user' ? 'current_user' : `'${user}'`})
    ) then
      grant ${role} to ${user} with inherit false, set true;
    end if;
  end $$`;
}

/**
 * Runs the statements in one transaction, again when another process changed the same catalogue
 * rows: roles are shared by all databases of a server, so no lock of one database covers them.
 */
async function runAsOne(client: Client, statements: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query('begin');
      for (const statement of statements) await client.query(statement);
      await client.query('commit');
      return;
    } catch (error) {
      await client.query('rollback');
      if (attempt === ATTEMPTS_MAX || !isCatalogueRace(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 20));
    }
  }
}

/** Whether another process has just created or changed the same role, schema or database. */
function isCatalogueRace(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  if (code === 'XX000') return /concurrently/.test(String(error));
  return ['23505', '42710', '42P04', '42P06', '40P01'].includes(code);
}

async function createDatabase(admin: PoolConfig, database: string): Promise<void> {
  await withClient(admin, async (client) => {
    const found = await client.query('select from pg_database where datname = $1', [database]);
    if (found.rowCount === 1) return;
    try {
      await client.query(`create database ${database}`);
    } catch (error) {
      if (!isCatalogueRace(error)) throw error;
    }
  });
}

async function withClient(config: PoolConfig, work: (client: Client) => Promise<void>) {
  const client = new Client(config);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
