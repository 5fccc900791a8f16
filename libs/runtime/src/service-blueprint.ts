import type { StateSource } from '@redress/bus';
import type { LogName, ServiceName } from '@redress/contracts';
import type { Command, Decider, DomainEvent } from '@redress/kernel';
import type { MigrationClass, ViewClass } from '@redress/postgres';
import type { Projection } from '@redress/projections';
import type { ServiceRuntime } from './service-runtime.js';

/** What a service is made of, beside its Nest module: enough to open its database and run it. */
export interface ServiceBlueprint {
  readonly name: ServiceName;
  /** Logs it owns, the one that is called like the service first. */
  readonly logs: readonly LogName[];
  /** Logs whose facts its consumers note: of other services, its own, or its journal. */
  readonly consumes: readonly (LogName | 'journal')[];
  /** Copies all logs into its journal, and reads its projections from there. */
  readonly keepsJournal?: true;
  readonly projections: readonly Projection[];
  /** A module that serves the bulk folds of the projections in a thread; without it they run here. */
  readonly foldThread?: URL;
  /** What it publishes on compacted topics beside its logs, where there is a broker. */
  readonly stateTopics?: (runtime: ServiceRuntime) => readonly StateSource[];
  /** TypeORM views over the projections. */
  readonly views: readonly ViewClass[];
  /** Migrations of tables that are neither log nor projection. */
  readonly migrations: readonly MigrationClass[];
  /** Deciders with deadlines: their streams are settled when a timer is due. */
  readonly timed: readonly Decider<unknown, Command, DomainEvent, string>[];
}
