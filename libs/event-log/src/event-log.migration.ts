import { rolesOf } from '@redress/postgres';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendFunction } from './append-function.sql.js';
import { logTables } from './log-tables.js';
import {
  expireCommandsFunction,
  privilegesOfLog,
  sharedTables,
  tablesOfLog,
} from './log-tables.sql.js';

/**
 * A migration that creates the tables and the append function of the given logs in the schema of
 * the service whose migrations list it, and what all logs of a service share: `commands`,
 * `reservations`, `timers`.
 *
 * Its name carries the logs, so a service that may get another log later lists one migration per
 * log: the tables of a log that exists are not made again.
 *
 * @throws Error when a text cannot name a log, or none is given
 */
export function eventLogMigration({ logs }: { readonly logs: readonly string[] }) {
  if (logs.length === 0) throw new Error('a migration of no log creates nothing');
  const all = logs.map((log) => ({ log, tables: logTables(log) }));

  return class EventLog implements MigrationInterface {
    readonly name = `EventLog_${logs.join('_').replaceAll('-', '_')}_1767225600000`;

    async up(runner: QueryRunner): Promise<void> {
      const schema = schemaOfMigration(runner);
      const service = schema.replaceAll('_', '-');
      for (const statement of [...sharedTables, expireCommandsFunction(schema)]) {
        await runner.query(statement);
      }
      for (const { log, tables } of all) {
        const statements = [
          ...tablesOfLog(tables),
          appendFunction({ schema, service, log, tables }),
          ...privilegesOfLog(tables, rolesOf(service).writer),
        ];
        for (const statement of statements) await runner.query(statement);
      }
    }

    /** The log is the truth: nothing that can be typed by accident may drop it. */
    async down(): Promise<void> {
      throw new Error('an event log is not dropped by a migration');
    }
  };
}

function schemaOfMigration(runner: QueryRunner): string {
  const { options } = runner.connection;
  const schema = 'schema' in options ? options.schema : undefined;
  if (!schema) throw new Error('a log belongs to the schema of a service: none is set');
  return schema;
}
