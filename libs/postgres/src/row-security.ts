import { rolesOf } from './service-roles.js';

/** A table whose rows belong to tenants. */
export interface TenantTable {
  readonly service: string;
  /** Table in the schema of the service: lower case letters, digits, underscores. */
  readonly table: string;
  /** Column that holds the tenant (default `tenant_id`). */
  readonly column?: string;
  /** Type of that column (default `text`). */
  readonly type?: 'text' | 'uuid';
}

const IDENTIFIER = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Statements that open a table to the reader role, one tenant at a time.
 *
 * Run them as the owner, after the rows are loaded: COPY FROM into a table with row security is
 * refused (0A000). The security is forced, so even the owner reads through a policy; owner and
 * writer have one that lets them see every tenant, the reader one that compares the tenant of the
 * transaction. No tenant set means no rows: after a transaction the setting is the empty string,
 * before the first one it is null, and `nullif` makes both match nothing.
 *
 * @throws Error when a name is not a plain lower case identifier
 */
export function tenantRowSecurity(target: TenantTable): string[] {
  const { service, table, column = 'tenant_id', type = 'text' } = target;
  for (const name of [table, column]) {
    if (!IDENTIFIER.test(name)) throw new Error(`'${name}' is not a plain SQL name`);
  }
  const { owner, writer, reader } = rolesOf(service);
  const tenant = `nullif(current_setting('app.tenant', true), '')::${type}`;
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy all_tenants on ${table} to ${owner}, ${writer} using (true) with check (true)`,
    `create policy one_tenant on ${table} for select to ${reader} using (${column} = ${tenant})`,
    `grant select on ${table} to ${reader}`,
  ];
}
