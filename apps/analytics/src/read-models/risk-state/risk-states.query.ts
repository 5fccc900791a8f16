import type { LogName, RiskState } from '@redress/contracts';
import { type LogRecord, pgTx, type Tx } from '@redress/event-log';
import type { StateReader } from '@redress/projections';
import type { ServiceRuntime } from '@redress/runtime';
import { In } from 'typeorm';
import type { IdentityFacts } from '../../domain/risk/facts/identity-facts.js';
import { customerRiskProjection } from '../customers/customer-risk.projection.js';
import { CustomerRiskView } from '../customers/customer-risk.view.js';
import { riskStateOf } from './risk-state-of.js';

/** Up to which offsets of which logs a state has seen what happened. */
export type Seen = RiskState['seen'];

const foldVersion = customerRiskProjection.version;

const seenStatement = `
  insert into risk_state_seen as s (partition, log, off)
  select * from unnest($1::smallint[], $2::text[], $3::bigint[])
  on conflict (partition, log) do update set off = greatest(s.off, excluded.off)`;

/** Risk states as they are published, and what they have seen of the logs. */
export class RiskStatesQuery {
  constructor(
    private readonly runtime: Pick<ServiceRuntime, 'database' | 'forTenant'>,
    private readonly states: Pick<StateReader<IdentityFacts>, 'generation'>,
  ) {}

  /** Notes that the read model has folded these records of the journal. */
  async note(records: readonly LogRecord[], tx: Tx): Promise<void> {
    const ends = new Map(records.flatMap(({ source }) => (source ? [[source.log, source]] : [])));
    await pgTx(tx).client.query(seenStatement, [
      [...ends.values()].map(({ partition }) => partition),
      [...ends.keys()],
      [...ends.values()].map(({ offset }) => offset),
    ]);
  }

  /** The states of those of these customers who have one. */
  async statesOf(tenantId: string, ids: readonly string[], seen: Seen): Promise<RiskState[]> {
    const rows = await this.runtime.forTenant(tenantId, (views) =>
      views.findBy(CustomerRiskView, { id: In([...ids]) }),
    );
    const places = await this.partitionsOf(
      tenantId,
      rows.flatMap(({ identities }) => identities),
    );
    return rows.map((row) => {
      const partitions = new Set(row.identities.flatMap((id) => places.get(id) ?? []));
      const own = seen.filter(({ partition }) => partitions.has(partition));
      return riskStateOf(row, { foldVersion, seen: own });
    });
  }

  /** In which partition the facts of each identity lie. */
  private async partitionsOf(
    tenantId: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    const { table } = await this.states.generation();
    const { rows } = await this.runtime.database.writer.query<{ key: string; partition: number }>(
      `select key, partition from ${table} where tenant_id = $1 and key = any($2)`,
      [tenantId, ids],
    );
    return new Map(rows.map(({ key, partition }) => [key, partition]));
  }

  async seen(): Promise<Seen> {
    const { rows } = await this.runtime.database.writer.query<{
      log: LogName;
      partition: number;
      off: string;
    }>('select log, partition, off from risk_state_seen order by log, partition');
    return rows.map(({ log, partition, off }) => ({ log, partition, offset: Number(off) }));
  }
}
