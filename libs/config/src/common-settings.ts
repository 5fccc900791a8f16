import { enumOf, host, hostPorts, int, path, port, secret, url, word } from './settings.js';

/**
 * The settings that every app has. An app spreads them into its own schema:
 * `readConfig({ ...commonSettings, importBatch: int('REDRESS_IMPORT_BATCH', 1, 1_000, …) })`.
 */
export const commonSettings = {
  host: host('REDRESS_HOST', {
    description: 'Address to listen on.',
    fallback: '127.0.0.1',
  }),
  port: port('REDRESS_PORT', { description: 'Port of the API.', fallback: 4_400 }),
  operationsHost: host('REDRESS_OPERATIONS_HOST', {
    description: 'Address of metrics and operations; anything but loopback is seen by others.',
    fallback: '127.0.0.1',
  }),
  operationsPort: port('REDRESS_OPERATIONS_PORT', {
    description: 'Port of metrics and operations.',
    fallback: 4_401,
  }),
  dataDirectory: path('REDRESS_DATA_DIR', {
    description: 'Folder of the embedded database and of local keys.',
    fallback: '.redress/',
  }),
  bus: enumOf('REDRESS_BUS', ['pg', 'kafka'], {
    description: 'What carries events between the services.',
    fallback: 'pg',
  }),
  otlpEndpoint: url('OTEL_EXPORTER_OTLP_ENDPOINT', ['http:', 'https:'], {
    description: 'Collector of traces (OTLP over HTTP); without it there are none.',
    optional: true,
  }),
  logLevel: enumOf('REDRESS_LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], {
    description: 'Least important messages that are written.',
    fallback: 'info',
  }),
  databaseUrl: url('DATABASE_URL', ['postgres:', 'postgresql:'], {
    description: 'PostgreSQL; without it the embedded one is started where an app has it.',
    optional: true,
  }),
  kafkaBrokers: hostPorts('KAFKA_BROKERS', {
    description: 'Kafka, when it is the bus.',
    optional: true,
  }),
  redisUrl: url('REDIS_URL', ['redis:', 'rediss:'], {
    description: 'Redis; without it caches are in the process.',
    optional: true,
  }),
  ratePerCaller: int('REDRESS_RATE_PER_CALLER', 1, 10_000_000, {
    description: 'Requests of one caller in ten seconds.',
    fallback: 10_000,
  }),
  ratePerTenant: int('REDRESS_RATE_PER_TENANT', 1, 10_000_000, {
    description: 'Requests of all callers of a tenant in ten seconds.',
    fallback: 50_000,
  }),
  oidcIssuer: url('OIDC_ISSUER', ['https:', 'http:'], {
    description: 'Issuer of the access tokens; without it the development issuer.',
    optional: true,
  }),
  oidcAudience: word('REDRESS_OIDC_AUDIENCE', {
    description: 'Audience that an access token must name.',
    fallback: 'redress',
  }),
  oidcJwksUrl: url('REDRESS_OIDC_JWKS_URL', ['https:', 'http:'], {
    description: 'Keys of the issuer; without it `<issuer>/.well-known/jwks.json`.',
    optional: true,
  }),
  masterKey: secret('REDRESS_MASTER_KEY', 32, {
    description:
      'Wraps the keys of the tenants, 32 bytes. Without it: a file in the data directory.',
    optional: true,
  }),
  edgeSecret: secret('REDRESS_EDGE_SECRET', 32, {
    description: 'Keys idempotency and cursors; the same on every replica. Embedded: a file.',
    optional: true,
  }),
} as const;

const databases = ['postgres:', 'postgresql:'] as const;

function databaseOf(variable: string, owner: string) {
  return url(variable, databases, {
    description: `PostgreSQL of ${owner}; without it that of all services.`,
    optional: true,
  });
}

/** A database of its own for a service, or for the keys, which then need backups of their own. */
export const databaseSettings = {
  intakeDatabaseUrl: databaseOf('REDRESS_INTAKE_DATABASE_URL', 'intake'),
  triageDatabaseUrl: databaseOf('REDRESS_TRIAGE_DATABASE_URL', 'triage'),
  resolutionDatabaseUrl: databaseOf('REDRESS_RESOLUTION_DATABASE_URL', 'resolution'),
  followUpDatabaseUrl: databaseOf('REDRESS_FOLLOW_UP_DATABASE_URL', 'follow-up'),
  analyticsDatabaseUrl: databaseOf('REDRESS_ANALYTICS_DATABASE_URL', 'analytics'),
  privacyDatabaseUrl: databaseOf('REDRESS_PRIVACY_DATABASE_URL', 'the keys of personal texts'),
} as const;
