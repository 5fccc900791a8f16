import { Client, type PoolConfig } from 'pg';

/**
 * The same connection with its URL, if it has one, taken apart into fields.
 *
 * node-postgres lets the URL win over every field, so `{ ...config, database }` would silently
 * stay on the database of the URL. Whatever derives one connection from another goes through here.
 *
 * @throws Error when the URL is not one
 */
export function explicitConnection(config: PoolConfig): PoolConfig {
  const { connectionString, ...fields } = config;
  if (connectionString === undefined) return config;
  // A client that never connects: the driver's own reading of the URL, instead of a second one.
  const { host, port, user, password, database, ssl } = new Client({ connectionString });
  const options = new URL(connectionString).searchParams.get('options');
  return {
    ...fields,
    host,
    port,
    ...(user === undefined ? {} : { user }),
    ...(password ? { password } : {}),
    ...(database === undefined ? {} : { database }),
    ...(ssl ? { ssl } : {}),
    ...(options === null ? {} : { options }),
  };
}
