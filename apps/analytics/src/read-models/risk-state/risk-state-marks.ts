import { partitionOf, pgTx, type Tx } from '@redress/event-log';
import type { Pool } from 'pg';

/** A customer, and the version that their state has when it is published next. */
export interface MarkedCustomer {
  readonly tenantId: string;
  readonly customerId: string;
  readonly version: number;
  readonly erased: boolean;
}

/** Whose state stands where: the key of its record, `tenant/customer`. */
export interface CustomerKey {
  readonly tenantId: string;
  readonly customerId: string;
}

/** The key of a record, and the ordering key of the customer. */
export function keyOf({ tenantId, customerId }: CustomerKey): string {
  return `${tenantId}/${customerId}`;
}

/** The customer of such a key; the id has no slash, a tenant may. */
export function customerOf(key: string): CustomerKey {
  const at = key.lastIndexOf('/');
  return { tenantId: key.slice(0, at), customerId: key.slice(at + 1) };
}

/** The table of what is to be published: a mark is one more than all before, and is the version. */
export class RiskStateMarks {
  /** @param pool writer pool of analytics */
  constructor(private readonly pool: Pool) {}

  /** In `tx`, with the checkpoint: a mark that is not committed was not read either. */
  async mark(keys: readonly string[], tx: Tx): Promise<void> {
    if (keys.length === 0) return;
    // In order, so that two owners who mark the same customers never wait for each other in a ring.
    await pgTx(tx).client.query(markStatement, [...columnsOf([...keys].sort()), false]);
  }

  /** Of customers who were erased; of a second call nothing comes. */
  async end(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.pool.query(markStatement, [...columnsOf([...keys].sort()), true]);
  }

  async partitionsDue(): Promise<number[]> {
    const { rows } = await this.pool.query<{ partition: number }>(
      'select distinct partition from risk_states where marked > published',
    );
    return rows.map(({ partition }) => partition);
  }

  async due(partition: number, limit: number): Promise<MarkedCustomer[]> {
    const { rows } = await this.pool.query<{
      tenant_id: string;
      customer_id: string;
      marked: string;
      erased: boolean;
    }>(
      `select tenant_id, customer_id, marked, erased from risk_states
       where partition = $1 and marked > published order by tenant_id, customer_id limit $2`,
      [partition, limit],
    );
    return rows.map(({ tenant_id: tenantId, customer_id: customerId, marked, erased }) => {
      return { tenantId, customerId, version: Number(marked), erased };
    });
  }

  async published(
    states: readonly { readonly key: string; readonly version: number }[],
    foldVersion: number,
  ): Promise<void> {
    const [tenants, customers] = columnsOf(states.map(({ key }) => key));
    await this.pool.query(
      `update risk_states s set published = greatest(s.published, p.version), fold_version = $4
       from unnest($1::text[], $2::text[], $3::bigint[]) as p (tenant_id, customer_id, version)
       where s.tenant_id = p.tenant_id and s.customer_id = p.customer_id`,
      [tenants, customers, states.map(({ version }) => version), foldVersion],
    );
  }

  /** Marks whose newest record is not the one that was published, or was made by another fold. */
  async compare(
    partition: number,
    found: ReadonlyMap<string, number>,
    { isWhole, foldVersion }: { readonly isWhole: boolean; readonly foldVersion: number },
  ): Promise<void> {
    const [tenants, customers] = columnsOf([...found.keys()]);
    const values = [partition, tenants, customers, [...found.values()]];
    const text = isWhole ? compareWhole : compareNews;
    await this.pool.query(text, isWhole ? [...values, foldVersion] : values);
  }
}

/** Tenants, customers and their partitions, as parameters. */
function columnsOf(keys: readonly string[]): [string[], string[], number[]] {
  const customers = keys.map(customerOf);
  return [
    customers.map(({ tenantId }) => tenantId),
    customers.map(({ customerId }) => customerId),
    keys.map(partitionOf),
  ];
}

const markStatement = `
  insert into risk_states as s (tenant_id, customer_id, partition, marked, erased)
  select tenant_id, customer_id, partition, 1, $4
  from unnest($1::text[], $2::text[], $3::smallint[]) as m (tenant_id, customer_id, partition)
  on conflict (tenant_id, customer_id) do update
    set marked = s.marked + 1, erased = s.erased or excluded.erased
    where not s.erased`;

const foundOnTopic = `
  unnest($2::text[], $3::text[], $4::bigint[]) as f (tenant_id, customer_id, version)`;

/** A record with a higher version than any mark: the database is older than the topic. */
const compareNews = `
  update risk_states s set marked = greatest(s.marked, f.version) + 1
  from ${foundOnTopic}
  where s.partition = $1 and s.tenant_id = f.tenant_id and s.customer_id = f.customer_id
    and (f.version < s.published or f.version > s.marked)`;

const compareWhole = `
  update risk_states s set marked = greatest(s.marked, w.version) + 1
  from (
    select o.tenant_id, o.customer_id, coalesce(f.version, 0) as version
    from risk_states o left join ${foundOnTopic}
      on f.tenant_id = o.tenant_id and f.customer_id = o.customer_id
    where o.partition = $1 and o.published > 0 and (
      f.version < o.published or f.version > o.marked
      or (f.version is null and not o.erased)
      or (o.fold_version is distinct from $5 and not o.erased))
  ) as w
  where s.tenant_id = w.tenant_id and s.customer_id = w.customer_id`;
