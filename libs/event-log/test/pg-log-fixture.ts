import { runMigrations, type ServiceDatabase } from '@redress/postgres';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { Client } from 'pg';
import { eventLogMigration } from '../src/event-log.migration.js';
import type { EventLogFixture } from './log-fixture.js';
import type { StoredDeadline } from '../src/memory-event-log.adapter.js';
import { type PgEventLog, pgEventLog } from '../src/pg-event-log.adapter.js';
import { pgTransactions } from '../src/pg-transactions.js';

/** A database with the logs of one service, for a whole suite. */
export interface PgLogSuite {
  readonly database: TestDatabase;
  readonly service: ServiceDatabase;
  /** An empty log: what earlier tests of the suite wrote is gone. */
  emptyLog(): Promise<PgLogFixture>;
  /** Runs statements as the owner of the schema. */
  asOwner(...statements: string[]): Promise<void>;
  /** Ends the sessions of this database that match a condition on pg_stat_activity; how many. */
  endSessions(condition: string): Promise<number>;
  close(): Promise<void>;
}

export interface PgLogFixture extends EventLogFixture {
  readonly log: PgEventLog;
  readonly other: PgEventLog;
  /** Problems that the adapters reported. */
  readonly problems: readonly Error[];
}

/** Opens a database with the log `intake` and a second one, `conduct`, in the schema of `intake`. */
export async function pgLogSuite(): Promise<PgLogSuite> {
  const database = await testDatabase('intake', 'triage');
  const service = database.open('intake');
  const second = database.open('intake');
  await runMigrations({
    connection: service.owner,
    schema: service.schema,
    migrations: [eventLogMigration({ logs: ['intake'] }), eventLogMigration({ logs: ['conduct'] })],
  });
  const asOwner = async (...statements: string[]) => {
    const owner = new Client(service.owner);
    await owner.connect();
    for (const statement of statements) await owner.query(statement);
    await owner.end();
  };
  return {
    database,
    service,
    asOwner,
    async endSessions(condition) {
      const admin = new Client(database.admin);
      await admin.connect();
      const ended = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and ${condition}`,
      );
      await admin.end();
      return ended.rowCount ?? 0;
    },
    close: () => database.drop(),
    async emptyLog() {
      await asOwner(
        'truncate intake_streams, intake_events, commands, reservations, timers restart identity',
      );
      const problems: Error[] = [];
      const onProblem = (error: Error) => problems.push(error);
      const log = pgEventLog({ pool: service.writer, log: 'intake', onProblem });
      const other = pgEventLog({ pool: second.writer, log: 'intake', onProblem });
      await Promise.all([log, other].map(listening));
      return {
        log,
        other,
        problems,
        transactions: pgTransactions(service.writer),
        deadlines: () => storedDeadlines(service),
        async close() {
          await Promise.all([log.close(), other.close()]);
        },
      };
    },
  };
}

/** Resolves with the first wake-up: the one that every log gives itself when it starts to listen. */
function listening(log: PgEventLog): Promise<void> {
  return new Promise((resolve) => {
    log.onAppended(() => resolve());
  });
}

async function storedDeadlines(service: ServiceDatabase): Promise<StoredDeadline[]> {
  const { rows } = await service.writer.query<{
    tenant_id: string;
    category: string;
    stream_id: string;
    timer_id: string;
    due_at: Date;
    partition: number;
  }>("select * from timers where log = 'intake' order by due_at");
  return rows.map((row) => ({
    stream: { tenantId: row.tenant_id, category: row.category, id: row.stream_id },
    timerId: row.timer_id,
    dueAt: row.due_at.toISOString(),
    partition: row.partition,
  }));
}
