import type { ConfigOf, databaseSettings } from '@redress/config';
import type { EmbeddedPostgres } from '@redress/postgres';
import { MendableError } from './mendable.error.js';
import type { DatabaseAddress, SchemaOwner } from './prepare-database.js';

/** What the environment says of databases. */
export interface DatabasesConfig extends ConfigOf<typeof databaseSettings> {
  readonly databaseUrl: string | undefined;
}

/**
 * Where each owner has its database: that of its own where the environment names one, else that of
 * all, else the embedded server. Asking throws where there is none of them.
 */
export function databasesOf(
  config: DatabasesConfig,
  embedded?: Pick<EmbeddedPostgres, 'connection'>,
): (owner: SchemaOwner) => DatabaseAddress {
  const own: Readonly<Record<SchemaOwner, string | undefined>> = {
    intake: config.intakeDatabaseUrl,
    triage: config.triageDatabaseUrl,
    resolution: config.resolutionDatabaseUrl,
    'follow-up': config.followUpDatabaseUrl,
    analytics: config.analyticsDatabaseUrl,
    privacy: config.privacyDatabaseUrl,
  };
  return (owner) => {
    const url = own[owner] ?? config.databaseUrl;
    if (url !== undefined) return { admin: { connectionString: url }, ownLogin: false };
    if (embedded) return { admin: embedded.connection, ownLogin: true };
    throw new MendableError(`${owner} has no database: set DATABASE_URL`);
  };
}
