import { type LogRecord, pgTx, type Tx } from '@redress/event-log';
import type { Pool } from 'pg';
import { type ParkedRecord, parkedFromRecord, recordFromParked } from './parked-record.js';
import type {
  DiscardRequest,
  ParkedCount,
  ParkedEvent,
  ParkedKey,
  ParkedRef,
  ParkingLot,
  ParkingPlace,
  RedriveRequest,
} from './parking-lot.port.js';
import { RedriveRequests } from './redrive-requests.js';

const listMax = 1_000;

/** Parked events in the tables `parked_keys` and `parked` of a service's schema. */
export class PgParkingLot implements ParkingLot {
  private readonly requests: RedriveRequests;

  /** @param pool writer pool of the service; one lot serves all its consumers */
  constructor(private readonly pool: Pool) {
    this.requests = new RedriveRequests(async () => {
      const { rows } = await pool.query<ParkingPlace>(openRequests);
      return rows;
    });
  }

  async keys({ group, log, partition }: ParkingPlace): Promise<Set<string>> {
    const { rows } = await this.pool.query<{ key: string }>(
      'select key from parked_keys where consumer = $1 and log = $2 and partition = $3',
      [group, log, partition],
    );
    return new Set(rows.map(({ key }) => key));
  }

  async park(
    { group, log, partition }: ParkingPlace,
    events: readonly ParkedEvent[],
    tx: Tx,
  ): Promise<void> {
    const { client } = pgTx(tx);
    const keys = [...new Set(events.map(({ record }) => record.orderingKey))];
    await client.query(insertKeys, [group, log, partition, keys]);
    await client.query(insertEvents, [
      group,
      log,
      partition,
      events.map(({ record }) => record.position.offset),
      events.map(({ record }) => record.orderingKey),
      events.map(({ errorCode }) => errorCode),
      events.map(({ error }) => error),
      events.map(({ attempts }) => attempts),
      events.map(({ record }) => JSON.stringify(parkedFromRecord(record))),
    ]);
  }

  async count(group: string, tx: Tx): Promise<ParkedCount> {
    const { rows } = await pgTx(tx).client.query<{ keys: number; last_minute: number }>(countKeys, [
      group,
    ]);
    return { keys: rows[0]?.keys ?? 0, lastMinute: rows[0]?.last_minute ?? 0 };
  }

  async list(group: string, limit = listMax): Promise<ParkedKey[]> {
    const { rows } = await this.pool.query<ListRow>(listKeys, [group, Math.min(limit, listMax)]);
    return rows.map((row) => parkedKey(group, row));
  }

  async request({ group, key }: RedriveRequest): Promise<number> {
    const { rowCount } = await this.pool.query(
      `update parked_keys set requested_at = clock_timestamp()
       where consumer = $1 and key = coalesce($2, key)`,
      [group, key ?? null],
    );
    this.requests.ring();
    return rowCount ?? 0;
  }

  async discard({ group, key, reason, by, events = 'first' }: DiscardRequest): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(discardEvents, [
      group,
      key,
      events === 'all',
      by,
      reason,
    ]);
    this.requests.ring();
    return rows[0]?.count ?? 0;
  }

  async requested({ group, log, partition }: ParkingPlace): Promise<string[]> {
    const { rows } = await this.pool.query<{ key: string }>(
      `select key from parked_keys
       where consumer = $1 and log = $2 and partition = $3 and requested_at is not null
       order by requested_at, key`,
      [group, log, partition],
    );
    return rows.map(({ key }) => key);
  }

  async waiting(ref: ParkedRef, limit: number, tx: Tx): Promise<LogRecord[]> {
    const { rows } = await pgTx(tx).client.query<{ record: ParkedRecord }>(
      `select record from parked
       where consumer = $1 and log = $2 and partition = $3 and key = $4 and state = 'PARKED'
       order by off limit $5`,
      [ref.group, ref.log, ref.partition, ref.key, limit],
    );
    return rows.map(({ record }) => recordFromParked(record));
  }

  async settle(ref: ParkedRef, offsets: readonly number[], tx: Tx): Promise<number> {
    const { rowCount } = await pgTx(tx).client.query(
      `update parked set state = 'REDRIVEN', decided_at = clock_timestamp()
       where consumer = $1 and log = $2 and partition = $3 and off = any($4::bigint[])
         and state = 'PARKED'`,
      [ref.group, ref.log, ref.partition, offsets],
    );
    return rowCount ?? 0;
  }

  async close(ref: ParkedRef, tx: Tx): Promise<boolean> {
    const { client } = pgTx(tx);
    const place = [ref.group, ref.log, ref.partition, ref.key];
    const { rowCount } = await client.query(liftGate, place);
    if (rowCount === 1) return true;
    await client.query(
      `update parked_keys set requested_at = null
       where consumer = $1 and log = $2 and partition = $3 and key = $4`,
      place,
    );
    return false;
  }

  onRequest(listener: (place: ParkingPlace) => void): () => void {
    return this.requests.listen(listener);
  }
}

interface ListRow {
  readonly log: string;
  readonly partition: number;
  readonly key: string;
  readonly parked_at: Date;
  readonly is_requested: boolean;
  readonly events: number;
  readonly off: string | null;
  readonly type: string;
  readonly error_code: string;
  readonly error: string;
  readonly attempts: number;
}

function parkedKey(group: string, row: ListRow): ParkedKey {
  const { log, partition, key, events, off, type, error, attempts } = row;
  const place = { group, log, partition, key, events };
  const known = { ...place, parkedAt: row.parked_at, isRequested: row.is_requested };
  if (off === null) return known;
  const first = { offset: Number(off), type, errorCode: row.error_code, error, attempts };
  return { ...known, first };
}

const openRequests = `
  select distinct consumer as "group", log, partition from parked_keys
  where requested_at is not null`;

const insertKeys = `
  insert into parked_keys (consumer, log, partition, key)
  select $1, $2, $3, key from unnest($4::text[]) as parked (key)
  on conflict do nothing`;

const insertEvents = `
  insert into parked
    (consumer, log, partition, off, key, error_code, error, attempts, record)
  select $1, $2, $3, off, key, error_code, error, attempts, record::json
  from unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::integer[], $9::text[])
    as parked (off, key, error_code, error, attempts, record)
  on conflict (consumer, log, partition, off) do update
    set error_code = excluded.error_code, error = excluded.error,
        attempts = parked.attempts + excluded.attempts`;

const countKeys = `
  select count(*)::integer as keys,
         (count(*) filter (where parked_at > clock_timestamp() - interval '1 minute'))::integer
           as last_minute
  from parked_keys where consumer = $1`;

const listKeys = `
  select k.log, k.partition, k.key, k.parked_at, k.requested_at is not null as is_requested,
         coalesce(line.events, 0) as events,
         head.off, head.type, head.error_code, head.error, head.attempts
  from parked_keys k
  left join lateral (
    select count(*)::integer as events from parked p
    where (p.consumer, p.log, p.partition, p.key) = (k.consumer, k.log, k.partition, k.key)
      and p.state = 'PARKED'
  ) line on true
  left join lateral (
    select off, record -> 'envelope' ->> 'type' as type, error_code, error, attempts
    from parked p
    where (p.consumer, p.log, p.partition, p.key) = (k.consumer, k.log, k.partition, k.key)
      and p.state = 'PARKED'
    order by off limit 1
  ) head on true
  where k.consumer = $1
  order by k.parked_at, k.log, k.partition, head.off limit $2`;

/** The first waiting event of the key in each partition, or all; the rest is to be redriven. */
const discardEvents = `
  with head as (
    select p.log, p.partition, min(p.off) as off from parked p
    where p.consumer = $1 and p.key = $2 and p.state = 'PARKED'
    group by p.log, p.partition
  ), discarded as (
    update parked p
    set state = 'DISCARDED', decided_by = $4, reason = $5, decided_at = clock_timestamp()
    from head
    where p.consumer = $1 and p.key = $2 and p.state = 'PARKED'
      and p.log = head.log and p.partition = head.partition and ($3 or p.off = head.off)
    returning 1
  ), asked as (
    update parked_keys set requested_at = clock_timestamp() where consumer = $1 and key = $2
  )
  select count(*)::integer as count from discarded`;

const liftGate = `
  delete from parked_keys k
  where consumer = $1 and log = $2 and partition = $3 and key = $4 and not exists (
    select from parked p
    where (p.consumer, p.log, p.partition, p.key) = (k.consumer, k.log, k.partition, k.key)
      and p.state = 'PARKED'
  )`;
