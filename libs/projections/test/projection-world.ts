import { randomUUID } from 'node:crypto';
import {
  busMigration,
  PgBus,
  PgCheckpointStore,
  PgParkingLot,
  type RunningConsumer,
} from '@redress/bus';
import type { EventCatalogue } from '@redress/contracts';
import {
  eventLogMigration,
  type LogRecord,
  type NewEvent,
  partitionCount,
  type PgEventLog,
  pgEventLog,
  pgTransactions,
} from '@redress/event-log';
import { systemActor, type Timestamp } from '@redress/kernel';
import { runMigrations, type ServiceDatabase } from '@redress/postgres';
import { type TestDatabase, testDatabase } from '@redress/testing';
import { Client } from 'pg';
import { foldInMemory } from '../src/fold/fold-in-memory.js';
import {
  type FoldLanes,
  type Generation,
  generationOf,
  inProcessLanes,
  type KeepOptions,
  prepareProjections,
  type Projection,
  type ProjectionOptions,
  type RebuildOptions,
  registryMigration,
  startProjection,
  type TableHash,
  tableHash,
} from '../src/index.js';
import { createTables, upsertRows } from '../src/projection-tables.sql.js';
import { projectedEvents } from '../src/projected-event.js';

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** An event that a suite appends. */
export interface Given {
  readonly tenantId?: string;
  readonly category?: string;
  readonly id: string;
  readonly type: string;
  readonly data?: unknown;
  readonly schemaVersion?: number;
  readonly occurredAt?: Timestamp;
}

/** A database with one log, and everything that feeds projections from it. */
export interface ProjectionWorld {
  readonly database: TestDatabase;
  readonly service: ServiceDatabase;
  readonly log: PgEventLog;
  /** Appends events, those of one stream in their order. */
  give(...events: Given[]): Promise<void>;
  /** Makes the tables of a projection; answers its first generation. */
  prepare(projection: Projection): Promise<Generation>;
  start(generation: Generation, more?: Partial<ProjectionOptions>): Promise<RunningConsumer>;
  /** Resolves when the consumer has handled all that was appended. */
  caughtUp(consumer: RunningConsumer): Promise<void>;
  /** The whole log. */
  records(): Promise<LogRecord[]>;
  /** Hash of what a fold in memory makes of the log, the whole of it or up to these offsets. */
  hashInMemory(projection: Projection, upTo?: Readonly<Record<string, number>>): Promise<TableHash>;
  hash(generation: Generation): Promise<TableHash>;
  rebuildOptions(projection: Projection, more?: Partial<RebuildOptions>): RebuildOptions;
  keepOptions(projections: readonly Projection[], more?: Partial<KeepOptions>): KeepOptions;
  asOwner<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Ends sessions that match a condition on pg_stat_activity; how many. */
  endSessions(condition: string): Promise<number>;
  /** Lanes in this thread. */
  lanes(
    projections: readonly Projection[],
    limits?: { statesMax?: number },
    catalogue?: EventCatalogue,
  ): FoldLanes;
  /** Stops the consumers that `start` started, and closes the lanes. */
  stopAll(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the world. */
export async function projectionWorld(catalogue: EventCatalogue): Promise<ProjectionWorld> {
  const database = await testDatabase('intake');
  const service = database.open('intake', 20);
  const { writer, owner, schema } = service;
  await runMigrations({
    connection: owner,
    schema,
    migrations: [
      eventLogMigration({ logs: ['intake'] }),
      busMigration(),
      registryMigration('intake'),
    ],
  });
  const log = pgEventLog({ pool: writer, log: 'intake' });
  const versions = new Map<string, number>();
  const running: RunningConsumer[] = [];
  const parts = {
    service: 'intake',
    subscription: new PgBus({ pool: writer, sources: { intake: log } }),
    checkpoints: new PgCheckpointStore(writer),
    parking: new PgParkingLot(writer),
    transactions: pgTransactions(writer),
    catalogue,
    limits: { maxWaitMs: 50, retry: { minMs: 5, maxMs: 20 } },
  };
  const opened: FoldLanes[] = [];
  const lanes: ProjectionWorld['lanes'] = (projections, limits = {}, known = catalogue) => {
    const made = inProcessLanes(projections, known, limits);
    opened.push(made);
    return made;
  };

  async function asOwner<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client(owner);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async function stopAll(): Promise<void> {
    await Promise.all(running.splice(0).map((consumer) => consumer.stop({ drainMs: 1_000 })));
    await Promise.all(opened.splice(0).map((each) => each.close()));
  }

  // A log only grows: what was read once is not read again.
  const pages = Array.from({ length: partitionCount }, (): LogRecord[] => []);
  async function records(): Promise<LogRecord[]> {
    for (const [partition, known] of pages.entries()) {
      for (let length = -1; length !== known.length; ) {
        length = known.length;
        known.push(...(await log.readPartition(partition, length - 1, 5_000)));
      }
    }
    return pages.flat();
  }

  return {
    database,
    service,
    log,
    asOwner,
    records,
    async give(...events) {
      const streams = new Map<string, Given[]>();
      for (const event of events) {
        const name = `${event.tenantId ?? 'one'}/${event.category ?? 'tally'}/${event.id}`;
        streams.set(name, [...(streams.get(name) ?? []), event]);
      }
      const commands = [...streams].map(([name, ofStream]) => {
        const [tenantId = '', category = '', id = ''] = name.split('/');
        const expectedVersion = versions.get(name) ?? 0;
        versions.set(name, expectedVersion + ofStream.length);
        const stream = { tenantId, category, id };
        return { stream, orderingKey: name, expectedVersion, events: ofStream.map(newEvent) };
      });
      for (const { status } of await log.append(commands)) {
        if (status !== 'ok') throw new Error(status);
      }
    },
    async prepare(projection) {
      await prepareProjections(owner, 'intake', [projection]);
      return generationOf(projection);
    },
    async start(generation, more = {}) {
      const consumer = await startProjection({ ...parts, generation, ...more });
      running.push(consumer);
      return consumer;
    },
    async caughtUp(consumer) {
      const deadline = performance.now() + 15_000;
      while ((await consumer.lag()).some((each) => each.records > 0)) {
        if (performance.now() > deadline) throw new Error('the projection does not catch up');
        await pause(5);
      }
    },
    async hashInMemory(projection, upTo) {
      const known = (await records()).filter(
        ({ position }) => !upTo || position.offset <= (upTo[`intake/${position.partition}`] ?? -1),
      );
      const events = projectedEvents(projection, catalogue, known);
      const rows = foldInMemory(projection, events).map((row) => ({ ...row, partition: 0 }));
      const generation = { projection, table: `in_memory_${randomUUID().slice(0, 8)}` };
      return asOwner(async (client) => {
        await client.query('begin');
        for (const statement of createTables(generation)) await client.query(statement);
        await client.query(`alter table ${generation.table} add primary key (tenant_id, key)`);
        await client.query(upsertRows(generation), [JSON.stringify(rows)]);
        const hash = await tableHash(client, generation);
        await client.query('rollback');
        return hash;
      });
    },
    hash: (generation) => tableHash(writer, generation),
    rebuildOptions: (projection, more = {}) => ({
      ...{ service: 'intake', projection, owner, writer, log, catalogue, code: 'test' },
      lanes: lanes([projection]),
      ...more,
    }),
    keepOptions: (projections, more = {}) => ({
      ...parts,
      ...{ projections, database: service, code: 'test' },
      logOf: () => log,
      lanes: () => lanes(projections),
      onProblem: (error) => {
        throw error;
      },
      ...more,
    }),
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
    lanes,
    stopAll,
    async close() {
      await stopAll();
      await log.close();
      await database.drop();
    },
  };
}

function newEvent(event: Given): NewEvent {
  const { type, data = {}, schemaVersion = 1, occurredAt = '2026-03-01T23:30:00.000Z' } = event;
  return {
    ...{ id: randomUUID(), type, schemaVersion, occurredAt, data, sealed: [] },
    ...{ actor: systemActor('suite'), origin: 'LIVE', correlationId: randomUUID() },
  };
}
