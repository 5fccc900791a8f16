import { Inject, Injectable } from '@nestjs/common';
import type { Stage } from '@redress/contracts';
import type { Caller, Page } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { SelectQueryBuilder } from 'typeorm';
import type { CaseFilter, CaseListQuery } from '../../http/cases/case.dto.js';
import { CaseDetailsView } from './case-details.view.js';
import { CasesView } from './cases.view.js';

/** How many cases of a tenant stand in one stage, and what is to be noticed about them. */
export interface StageCount {
  readonly stage: Stage;
  readonly total: number;
  readonly promiseKept: number;
  readonly promiseBroken: number;
  readonly suspectedDuplicates: number;
  readonly sentBeforeReceived: number;
  readonly disputed: number;
  readonly breached: number;
}

/** Rows that an export reads at once. */
const exportPageSize = 1_000;

/** What a list needs to know of who asks. */
type ListCaller = Pick<Caller, 'tenantId' | 'cursor' | 'page'>;

/** The cases of a tenant; row-level security lets no query see those of another. */
@Injectable()
export class CasesQuery {
  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'forTenant'>,
  ) {}

  /** Newest first. */
  page(query: CaseListQuery, caller: ListCaller): Promise<Page<CasesView>> {
    const after = caller.cursor(query);
    const { limit } = query;
    return this.runtime.forTenant(caller.tenantId, async (views) => {
      const rows = views.createQueryBuilder(CasesView, 'c');
      filter(rows, query);
      if (after) {
        const [receivedAt, id] = after;
        rows.andWhere('(c.receivedAt, c.id) < (:receivedAt, :id)', { receivedAt, id });
      }
      const found = await rows
        .orderBy('c.receivedAt', 'DESC')
        .addOrderBy('c.id', 'DESC')
        .limit(limit + 1)
        .getMany();
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return caller.page(items, last && [last.receivedAt.toISOString(), last.id]);
    });
  }

  /** One case, or null where the tenant has none of this id. */
  one(tenantId: string, id: string): Promise<CaseDetailsView | null> {
    return this.runtime.forTenant(tenantId, (views) =>
      views.createQueryBuilder(CaseDetailsView, 'c').where('c.id = :id', { id }).getOne(),
    );
  }

  /** The cases of these complaints, newest first; those that are not heard of yet are left out. */
  some(tenantId: string, ids: readonly string[]): Promise<CaseDetailsView[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.runtime.forTenant(tenantId, (views) =>
      views
        .createQueryBuilder(CaseDetailsView, 'c')
        .where('c.id in (:...ids)', { ids })
        .orderBy('c.receivedAt', 'DESC')
        .addOrderBy('c.id', 'DESC')
        .getMany(),
    );
  }

  /** All cases of the filter, page by page, each once. */
  async *pages(query: CaseFilter, tenantId: string): AsyncGenerator<CasesView[]> {
    for (let after = ''; ; ) {
      const found = await this.runtime.forTenant(tenantId, (views) => {
        const rows = views.createQueryBuilder(CasesView, 'c').where('c.id > :after', { after });
        filter(rows, query);
        return rows.orderBy('c.id').limit(exportPageSize).getMany();
      });
      const last = found.at(-1);
      if (!last) return;
      yield found;
      after = last.id;
    }
  }

  /** Counts of the stages that have cases; of one origin only, where it is named. */
  board(tenantId: string, origin?: string): Promise<StageCount[]> {
    return this.runtime.forTenant(tenantId, (views) =>
      views.query<StageCount[]>(boardStatement, [origin ?? null]),
    );
  }
}

function filter(
  rows: SelectQueryBuilder<CasesView>,
  { stage, origin, severity, channel, owner, breached, suspectedDuplicate }: CaseFilter,
): void {
  if (stage) rows.andWhere('c.stage = :stage', { stage });
  if (origin) rows.andWhere('c.origin = :origin', { origin });
  if (severity) rows.andWhere('c.severity = :severity', { severity });
  if (channel) rows.andWhere('c.channel = :channel', { channel });
  if (owner) rows.andWhere('c.ownerId = :owner', { owner });
  if (breached !== undefined) {
    rows.andWhere('(cardinality(c.breached) > 0) = :breached', { breached });
  }
  if (suspectedDuplicate !== undefined) {
    rows.andWhere('(c.suspectedDuplicateOf is not null) = :suspectedDuplicate', {
      suspectedDuplicate,
    });
  }
}

const boardStatement = `
  select stage,
         count(*)::integer as "total",
         (count(*) filter (where promise_kept))::integer as "promiseKept",
         (count(*) filter (where not promise_kept))::integer as "promiseBroken",
         count(suspected_duplicate_of)::integer as "suspectedDuplicates",
         (count(*) filter (where passed_on_before_received))::integer as "sentBeforeReceived",
         (count(*) filter (where disputed))::integer as "disputed",
         (count(*) filter (where cardinality(breached) > 0))::integer as "breached"
  from cases
  where origin = coalesce($1, origin)
  group by stage`;
