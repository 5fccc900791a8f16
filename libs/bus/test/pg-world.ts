import { eventLogMigration, pgEventLog, pgTransactions, pgTx } from '@redress/event-log';
import { Client } from 'pg';
import { runMigrations } from '@redress/postgres';
import { testDatabase } from '@redress/testing';
import { busMigration, PgCheckpointStore, PgParkingLot } from '../src/index.js';
import { leasedSubscription } from '../src/leased-subscription.js';
import { PgOwnershipStore } from '../src/pg-ownership-store.adapter.js';
import { type BusWorld, type Effect, leaseMs, renewMs } from './bus-world.js';
import { freezable } from './freezable-store.js';

const effectTable = `create table effect (
  at         bigint generated always as identity primary key,
  consumer   text not null,
  key        text not null,
  partition  smallint not null,
  off        bigint not null
)`;

/** A world in PostgreSQL, with the database for what only the adapter's own suite looks at. */
export async function pgWorld() {
  const database = await testDatabase('intake');
  const service = database.open('intake', 16);
  const { writer: pool, schema } = service;
  const migrations = [eventLogMigration({ logs: ['intake'] }), busMigration()];
  await runMigrations({ connection: service.owner, schema, migrations });
  const owner = new Client(service.owner);
  await owner.connect();
  await owner.query(effectTable);
  await owner.end();
  const log = pgEventLog({ pool, log: 'intake' });
  const world: BusWorld = {
    log,
    transactions: pgTransactions(pool),
    checkpoints: new PgCheckpointStore(pool),
    parking: new PgParkingLot(pool),
    member({ source = log, leaseMs: lease = leaseMs } = {}) {
      const { store, freeze, thaw } = freezable(new PgOwnershipStore(pool, lease));
      const sources = { intake: source };
      return {
        subscription: leasedSubscription(store, { sources, leaseMs: lease, renewMs }),
        freeze,
        thaw,
      };
    },
    async effect(tx, { group, key, partition, offset }) {
      await pgTx(tx).client.query(
        'insert into effect (consumer, key, partition, off) values ($1, $2, $3, $4)',
        [group, key, partition, offset],
      );
    },
    async effects(group) {
      const { rows } = await pool.query<Omit<Effect, 'offset'> & { offset: string }>(
        `select consumer as "group", key, partition, off::text as "offset" from effect
         where consumer = $1 order by at`,
        [group],
      );
      return rows.map((row) => ({ ...row, offset: Number(row.offset) }));
    },
    async close() {
      await log.close();
      await database.drop();
    },
  };
  return { ...world, pool, database };
}
