export { dataDirectoryOwner } from './data-directory-owner.js';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.js';
export { explicitConnection } from './explicit-connection.js';
export { guardedPool } from './guarded-pool.js';
export { type LockKind, lockKey, lockName } from './lock-key.js';
export { locatePrograms, type PostgresPrograms } from './postgres-programs.js';
export { PostgresStartError, type PostgresStartErrorCode } from './postgres-start.error.js';
export { type ProvisionOptions, provisionService } from './provision-service.js';
export {
  type ReadDataSourceOptions,
  readDataSource,
  type ViewClass,
  withTenantManager,
} from './read-data-source.js';
export { removeDataDirectory } from './remove-data-directory.js';
export { type TenantTable, tenantRowSecurity } from './row-security.js';
export { type MigrationClass, type MigrationOptions, runMigrations } from './run-migrations.js';
export {
  openService,
  type ServiceDatabase,
  type ServiceDatabaseOptions,
} from './service-database.js';
export {
  loginOf,
  rolesOf,
  type ServiceRole,
  type ServiceRoles,
  schemaOf,
} from './service-roles.js';
export { sessionOf } from './session-options.js';
export { type TransactionOptions, withTenant, withTransaction } from './transaction.js';
export { withClient } from './with-client.js';
