import { randomBytes } from 'node:crypto';
import { type CheckpointStore, PgCheckpointStore } from '@redress/bus';
import { memoryPresence, type Presence } from '@redress/cache';
import { type LogName, redressCatalogue } from '@redress/contracts';
import type { AfterGate } from '@redress/edge';
import {
  commandHandler,
  type EventLog,
  type PgEventLog,
  type PgJournal,
  pgEventLog,
  pgJournal,
  pgTransactions,
  tracedHandler,
} from '@redress/event-log';
import { type Timestamp, uuidV7 } from '@redress/kernel';
import type { Logger, Metrics } from '@redress/observability';
import { readDataSource, type ServiceDatabase, withTenantManager } from '@redress/postgres';
import type { Privacy } from '@redress/privacy';
import { activeTable, foldAsOf, generationOf, groupOf, stateReader } from '@redress/projections';
import type { DataSource } from 'typeorm';
import { afterGate as afterGateOf } from './after-gate.js';
import { foldThreads, lanesOf } from './bulk-lanes.js';
import { type DatabaseOptions, prepareDatabase } from './prepare-database.js';
import { readHistory } from './read-history.js';
import type { ServiceBlueprint } from './service-blueprint.js';
import type { HeardFor, ServiceRuntime } from './service-runtime.js';

/** What all services of a process stand on. */
export interface Platform extends DatabaseOptions {
  readonly privacy: Privacy;
  /** Who is looking at what; in the process where nothing is shared. */
  readonly presence?: Presence;
  readonly logger: Logger;
  /** Absent: appends are not measured. */
  readonly metrics?: Pick<Metrics, 'appended'>;
}

/** A service whose database is open and whose commands work; nothing is consumed yet. */
export interface OpenService {
  readonly blueprint: ServiceBlueprint;
  readonly runtime: ServiceRuntime;
  readonly database: ServiceDatabase;
  /** The logs it owns, by name. */
  readonly logs: Readonly<Record<string, EventLog>>;
  readonly journal?: PgJournal;
  readonly checkpoints: PgCheckpointStore;
  /** Tells the runtime whom to ask how far the service has heard, once its consumer runs. */
  hearsBy(heardUpTo: (by: HeardFor) => Promise<Timestamp>): void;
  /** Closes logs and pools, after everything that uses them has stopped. */
  close(): Promise<void>;
}

/** Opens the database of a service, migrates it, and makes its runtime. */
export async function openServiceRuntime(
  blueprint: ServiceBlueprint,
  platform: Platform,
): Promise<OpenService> {
  const { name } = blueprint;
  const { database, connection } = await prepareDatabase(blueprint, platform);
  const onProblem = (error: Error) => platform.logger.warn({ err: error, service: name }, 'log');
  const logs = new Map(
    blueprint.logs.map((log) => [
      log,
      pgEventLog({
        ...{ pool: database.writer, log, onProblem },
        onGroupCommit: ({ commands, seconds, result }) =>
          platform.metrics?.appended({ log, result }, commands, seconds),
      }),
    ]),
  );
  const journal = blueprint.keepsJournal
    ? pgJournal({ pool: database.writer, onProblem })
    : undefined;
  const views = await readDataSource({
    connection,
    service: name,
    views: blueprint.views,
    onConnectionLost: platform.onConnectionLost,
  });
  await views.initialize();
  const checkpoints = new PgCheckpointStore(database.writer);
  const gate = afterGateOf({
    blueprint,
    checkpoints,
    logs: Object.fromEntries(logs),
    ...(journal ? { journal } : {}),
    async groupOf(projection) {
      const shown = await activeTable(database.writer, projection.name);
      const { table } = shown ? { table: shown } : generationOf(projection);
      return groupOf(name, { table });
    },
  });
  const { privacy } = platform;
  let heardUpTo: ((by: HeardFor) => Promise<Timestamp>) | undefined;
  const runtime = runtimeOf(blueprint, {
    ...{ database, logs, journal, views, privacy, checkpoints },
    afterGate: gate,
    heardUpTo: async (by) => heardUpTo?.(by),
    presence: platform.presence ?? memoryPresence(),
  });
  return {
    blueprint,
    runtime,
    hearsBy(asked) {
      heardUpTo = asked;
    },
    database,
    checkpoints,
    logs: Object.fromEntries(logs),
    ...(journal ? { journal } : {}),
    async close() {
      await Promise.all([...logs.values()].map((log) => log.close()));
      await journal?.close();
      await views.destroy();
      await database.close();
    },
  };
}

interface RuntimeParts {
  readonly database: ServiceDatabase;
  readonly logs: ReadonlyMap<LogName, PgEventLog>;
  readonly journal: PgJournal | undefined;
  readonly checkpoints: CheckpointStore;
  readonly views: DataSource;
  readonly privacy: Privacy;
  readonly afterGate: AfterGate;
  readonly heardUpTo: ServiceRuntime['heardUpTo'];
  readonly presence: Presence;
}

function runtimeOf(blueprint: ServiceBlueprint, parts: RuntimeParts): ServiceRuntime {
  const { database, logs, journal, checkpoints, views, privacy } = parts;
  const { afterGate, heardUpTo, presence } = parts;
  const {
    name,
    logs: [ownLog],
  } = blueprint;
  const newId = () => uuidV7(Date.now(), randomBytes(10));
  const logOf = (logName = ownLog): EventLog => {
    const log = logName && logs.get(logName);
    if (!log) throw new Error(`${name} owns no log ${logName}`);
    return log;
  };
  return {
    name,
    database,
    transactions: pgTransactions(database.writer),
    newId,
    afterGate,
    heardUpTo,
    log: logOf,
    journal() {
      if (!journal) throw new Error(`${name} keeps no journal`);
      return journal;
    },
    async foldAsOf(projection, moment, read) {
      const source =
        projection.log === journal?.name ? journal : logs.get(projection.log as LogName);
      if (!source) throw new Error(`${name} has no log ${projection.log}`);
      const lanes = lanesOf(blueprint);
      try {
        const folded = { projection, log: source, lanes, catalogue: redressCatalogue, ...moment };
        const place = { service: name, owner: database.owner, workers: foldThreads };
        return await foldAsOf({ ...folded, ...place }, read);
      } finally {
        await lanes.close();
      }
    },
    states: (projection) =>
      stateReader({ service: name, projection, pool: database.writer, checkpoints }),
    commands: (decider, logName) =>
      tracedHandler(
        commandHandler(decider, {
          log: logOf(logName),
          catalogue: redressCatalogue,
          sealer: privacy.sealer,
          newId,
        }),
        decider.category,
      ),
    forTenant: (tenantId, query) => withTenantManager(views, tenantId, query),
    history: async (stream, request, logName) =>
      readHistory(await logOf(logName).readStream(stream), request, privacy),
    fingerprint: privacy.fingerprint,
    erasedSince: privacy.erasedSince,
    presence,
  };
}
