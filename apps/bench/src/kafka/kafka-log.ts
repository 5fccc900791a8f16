import { randomUUID } from 'node:crypto';
import { busMigration } from '@redress/bus';
import { eventLogMigration, type PgEventLog, pgEventLog } from '@redress/event-log';
import {
  loginOf,
  openService,
  provisionService,
  runMigrations,
  type ServiceDatabase,
} from '@redress/postgres';
import { Client, type PoolConfig } from 'pg';
import type { BenchContext } from '../benchmark.js';
import { newStream } from '../contestants/redress-contestant.adapter.js';

/** A log of intake in a database of its own, and what a group needs beside it. */
export interface KafkaLog {
  /** For another process that opens the same service. */
  readonly connection: PoolConfig;
  readonly service: ServiceDatabase;
  readonly log: PgEventLog & { readonly name: 'intake' };
  close(): Promise<void>;
}

/** Appends of one call while a log is filled. */
const callMax = 500;

/** Makes an empty log, the tables of its groups, and one for what consumers do. */
export async function kafkaLog({ server, newDatabase }: BenchContext): Promise<KafkaLog> {
  const connection = await provisionService({
    ...{ admin: server.connection, database: newDatabase(), service: 'intake' },
    login: loginOf('intake'),
  });
  const service = openService({ connection, service: 'intake', max: 20 });
  await runMigrations({
    connection: service.owner,
    schema: service.schema,
    migrations: [eventLogMigration({ logs: ['intake'] }), busMigration()],
  });
  const owner = new Client(service.owner);
  await owner.connect();
  await owner.query(
    'create table effects (contestant text, id uuid, primary key (contestant, id))',
  );
  await owner.end();
  const log = Object.assign(pgEventLog({ pool: service.writer, log: 'intake' }), {
    name: 'intake' as const,
  });
  return {
    ...{ connection, service, log },
    async close() {
      await log.close();
      await service.close();
    },
  };
}

/** Appends so many events, each to a stream of its own. */
export async function fillLog({ log }: KafkaLog, events: number): Promise<void> {
  for (let left = events; left > 0; left -= callMax) {
    const streams = Array.from({ length: Math.min(left, callMax) }, () => randomUUID());
    await log.append(streams.map((stream) => newStream(stream, 1)));
  }
}
