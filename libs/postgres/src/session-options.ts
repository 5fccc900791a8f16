import type { PoolConfig } from 'pg';
import { explicitConnection } from './explicit-connection.js';
import { type ServiceRole, rolesOf, schemaOf } from './service-roles.js';

interface SessionLimits {
  readonly statementTimeoutMs: number;
  readonly idleInTransactionTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

/**
 * Limits of a session by role; 0 means none. A rebuild (owner) may scan for an hour, but nobody
 * may hold a transaction open while doing nothing.
 */
const LIMITS: Record<ServiceRole, SessionLimits> = {
  owner: { statementTimeoutMs: 0, idleInTransactionTimeoutMs: 60_000, lockTimeoutMs: 5_000 },
  writer: { statementTimeoutMs: 30_000, idleInTransactionTimeoutMs: 30_000, lockTimeoutMs: 0 },
  reader: { statementTimeoutMs: 2_000, idleInTransactionTimeoutMs: 5_000, lockTimeoutMs: 0 },
};

/**
 * Connection settings for one role of a service: role, search path and time limits travel as
 * startup options, so that every connection of a pool has them from its first byte on.
 *
 * Role settings (`alter role … set`) would not do: PostgreSQL applies them to the role that logs
 * in, not to the role a session takes. As startup values they are also what RESET and
 * `discard all` return to.
 *
 * @param connection where to connect, as a login user that may take the three roles
 */
export function sessionOf(connection: PoolConfig, service: string, role: ServiceRole): PoolConfig {
  const limits = LIMITS[role];
  const settings = {
    role: rolesOf(service)[role],
    search_path: schemaOf(service),
    // Ciphertexts are read as text in this form.
    bytea_output: 'hex',
    statement_timeout: limits.statementTimeoutMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionTimeoutMs,
    lock_timeout: limits.lockTimeoutMs,
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const base = explicitConnection(connection);
  return {
    ...base,
    application_name: base.application_name ?? `redress ${service} ${role}`,
    options: [base.options, ...options].filter(Boolean).join(' '),
  };
}
