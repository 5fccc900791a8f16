import { Inject, Injectable } from '@nestjs/common';
import { type Caller, type CursorState, type Page, Problem } from '@redress/edge';
import type { Timestamp } from '@redress/kernel';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { SelectQueryBuilder } from 'typeorm';
import type { PublishedBaseline } from '../../domain/risk/score/peer-baseline.decider.js';
import { returnRateMilli } from '../../domain/risk/score/return-rate.policy.js';
import type { CustomerFilter, CustomerListQuery } from '../../http/risk/risk.dto.js';
import type { RiskReader } from '../../http/risk/risk-reader.js';
import { CustomerRiskView } from './customer-risk.view.js';

/** Rows that an export reads at once. */
const exportPageSize = 1_000;

/** What a list needs to know of who asks. */
type ListCaller = Pick<Caller, 'tenantId' | 'cursor' | 'page'>;

/** How often a group of customers returns what they buy, one rate each, in thousandths. */
export interface GroupRates {
  readonly group: PublishedBaseline['group'];
  readonly ratesMilli: readonly number[];
}

/**
 * The customers of a tenant as they were scored last. Who was merged into another customer is in no
 * list; row-level security lets no query see those of another tenant.
 */
@Injectable()
export class CustomersQuery {
  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'forTenant'>,
  ) {}

  /**
   * Highest tier and score first. To whom no score is shown neither is the order of scores.
   *
   * @throws Problem FORBIDDEN for a filter by what the reader does not see
   */
  page(
    query: CustomerListQuery,
    caller: ListCaller,
    reader: RiskReader,
  ): Promise<Page<CustomerRiskView>> {
    const after = caller.cursor(query);
    return this.runtime.forTenant(caller.tenantId, async (views) => {
      const rows = shownCustomers(views.createQueryBuilder(CustomerRiskView, 'c'));
      filter(rows, query, reader);
      if (reader.shape === 'TIER') byTier(rows, after);
      else byScore(rows, after && [...after.slice(0, 2), reader.meant(String(after[2]))]);
      const found = await rows.limit(query.limit + 1).getMany();
      const items = found.slice(0, query.limit);
      const last = found.length > query.limit ? items.at(-1) : undefined;
      return caller.page(items, last && placeOf(last, reader));
    });
  }

  /** All customers of the filter, page by page, each once, in no order that says anything. */
  async *pages(
    query: CustomerFilter,
    tenantId: string,
    reader: RiskReader,
  ): AsyncGenerator<CustomerRiskView[]> {
    for (let after = ''; ; ) {
      const found = await this.runtime.forTenant(tenantId, (views) => {
        const rows = shownCustomers(views.createQueryBuilder(CustomerRiskView, 'c'));
        filter(rows, query, reader);
        rows.andWhere('c.id > :after', { after });
        return rows.orderBy('c.id').limit(exportPageSize).getMany();
      });
      const last = found.at(-1);
      if (!last) return;
      yield found;
      after = last.id;
    }
  }

  /** Customers with an open proposal, the one that lapses next first. */
  proposals(
    { limit, after, now }: { limit: number; after: CursorState | undefined; now: Timestamp },
    tenantId: string,
  ): Promise<CustomerRiskView[]> {
    return this.runtime.forTenant(tenantId, (views) => {
      const rows = shownCustomers(views.createQueryBuilder(CustomerRiskView, 'c'));
      // Lapsed is lapsed, whether or not anybody has recorded it.
      rows.andWhere('c.proposalLapsesAt > :now', { now });
      if (after) {
        const [lapsesAt, id] = after;
        rows.andWhere('(c.proposalLapsesAt, c.id) > (:lapsesAt, :id)', { lapsesAt, id });
      }
      return rows.orderBy('c.proposalLapsesAt').addOrderBy('c.id').limit(limit).getMany();
    });
  }

  /** Return rates of all customers of whom so many orders are known, by group; none is empty. */
  returnRates(tenantId: string, ordersMin: number): Promise<GroupRates[]> {
    return this.runtime.forTenant(tenantId, async (views) => {
      const rows = await views.query<RatesRow[]>(ratesStatement, [ordersMin]);
      return rows.map(({ group, orders, returns }) => ({
        group,
        ratesMilli: orders.map((each, index) => returnRateMilli(returns[index] ?? 0, each)),
      }));
    });
  }
}

interface RatesRow {
  readonly group: PublishedBaseline['group'];
  readonly orders: readonly number[];
  readonly returns: readonly number[];
}

const ratesStatement = `
  select party_type as "group", array_agg(orders order by key) as "orders",
         array_agg(returns order by key) as "returns"
  from customer_risk
  where merged_into is null and party_type is not null and orders >= $1
  group by party_type order by party_type`;

type Rows = SelectQueryBuilder<CustomerRiskView>;

function shownCustomers(rows: Rows): Rows {
  return rows.where('c.mergedInto is null');
}

function byTier(rows: Rows, after: CursorState | undefined): void {
  if (after) {
    const [tier, id] = after;
    rows.andWhere('(c.tier, c.id) < (:afterTier, :afterId)', { afterTier: tier, afterId: id });
  }
  rows.orderBy('c.tier', 'DESC').addOrderBy('c.id', 'DESC');
}

function byScore(rows: Rows, after: CursorState | undefined): void {
  if (after) {
    const [afterTier, afterPts, afterId] = after;
    const place = { afterTier, afterPts, afterId };
    rows.andWhere('(c.tier, c.scorePts, c.id) < (:afterTier, :afterPts, :afterId)', place);
  }
  rows.orderBy('c.tier', 'DESC').addOrderBy('c.scorePts', 'DESC').addOrderBy('c.id', 'DESC');
}

/** A cursor can be read by whoever has it, so it says what its reader sees anyway. */
function placeOf(last: CustomerRiskView, { shape, shown }: RiskReader): CursorState {
  const { tier, scorePts, id } = last;
  return shape === 'TIER' ? [tier, id] : [tier, scorePts, shown(id)];
}

function filter(
  rows: Rows,
  { tier, trend, proposed, partyType, scoreMin }: CustomerFilter,
  { shape }: RiskReader,
): void {
  if (shape === 'TIER' && (scoreMin !== undefined || proposed !== undefined)) {
    throw new Problem('FORBIDDEN', 'nobody filters by a score or proposal that they do not see');
  }
  if (tier) rows.andWhere('c.tier = :tier', { tier });
  if (trend) rows.andWhere('c.trend = :trend', { trend });
  if (partyType) rows.andWhere('c.partyType = :partyType', { partyType });
  if (scoreMin !== undefined) rows.andWhere('c.scorePts >= :scoreMin', { scoreMin });
  if (proposed !== undefined) {
    rows.andWhere('(c.proposedTier is not null) = :proposed', { proposed });
  }
}
