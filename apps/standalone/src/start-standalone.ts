import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AnalyticsModule, analyticsService } from '@redress/analytics';
import type { DevelopmentIssuer } from '@redress/edge';
import { FollowUpModule, followUpService } from '@redress/follow-up';
import { IntakeModule, intakeService } from '@redress/intake';
import type { Logger, Metrics } from '@redress/observability';
import {
  type EmbeddedPostgres,
  removeDataDirectory,
  startEmbeddedPostgres,
} from '@redress/postgres';
import { ResolutionModule, resolutionService } from '@redress/resolution';
import {
  databasesOf,
  localSecrets,
  type RunningPlatform,
  startPlatform,
  whoIsWho,
} from '@redress/runtime';
import { TriageModule, triageService } from '@redress/triage';
import type { StandaloneConfig } from './standalone.config.js';

/** The embedded default at work. */
export interface RunningStandalone extends Omit<RunningPlatform, 'stop'> {
  readonly developmentIssuer?: DevelopmentIssuer;
  stop(): Promise<void>;
}

/** The five services, in the order of the stages they serve. */
export const services = [
  { blueprint: intakeService, module: IntakeModule },
  { blueprint: triageService, module: TriageModule },
  { blueprint: resolutionService, module: ResolutionModule },
  { blueprint: followUpService, module: FollowUpModule },
  { blueprint: analyticsService, module: AnalyticsModule },
];

/**
 * Starts PostgreSQL, unless a URL names one, and the five services in this process. Wiring only:
 * everything that works is in the services and the libs.
 */
export async function startStandalone(
  config: StandaloneConfig,
  { logger, metrics }: { logger: Logger; metrics: Metrics },
): Promise<RunningStandalone> {
  const dataDirectory = resolve(config.dataDirectory);
  const postgresDirectory = join(dataDirectory, 'postgres');
  if (config.fresh) {
    await removeDataDirectory(postgresDirectory);
    await rm(join(dataDirectory, 'master.key'), { force: true });
  }
  const secrets = await localSecrets(dataDirectory, {
    isInUse:
      config.masterKey === undefined &&
      config.databaseUrl === undefined &&
      existsSync(join(postgresDirectory, 'cluster')),
  });
  const postgres = config.databaseUrl ? undefined : await embedded(postgresDirectory, logger);
  try {
    const { authenticator, developmentIssuer } = await whoIsWho(config, dataDirectory);
    const platform = await startPlatform({
      services,
      databaseOf: databasesOf(config, postgres),
      bus: 'databases',
      cache: config,
      masterKey: config.masterKey?.reveal() ?? secrets.masterKey,
      edgeSecret: config.edgeSecret?.reveal() ?? secrets.edgeSecret,
      authenticator,
      ...(developmentIssuer ? { developmentIssuer } : {}),
      http: { host: config.host, port: config.port },
      operations: { host: config.operationsHost, port: config.operationsPort },
      logger,
      metrics,
    });
    const { url, operationsUrl } = platform;
    return {
      url,
      operationsUrl,
      ...(developmentIssuer ? { developmentIssuer } : {}),
      failed: Promise.race([platform.failed, ...(postgres ? [serverEnded(postgres)] : [])]),
      async stop() {
        try {
          await platform.stop();
        } finally {
          await postgres?.stop();
        }
      },
    };
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}

function embedded(dataDir: string, logger: Logger): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dataDir,
    log: (message) => logger.info({ part: 'postgres' }, message),
  });
}

async function serverEnded(postgres: EmbeddedPostgres): Promise<Error> {
  const { code, signal } = await postgres.exited;
  return new Error(`PostgreSQL ended (${signal ?? code}); start again, it recovers by itself`);
}
