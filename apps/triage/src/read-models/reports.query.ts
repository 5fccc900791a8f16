import { Inject, Injectable } from '@nestjs/common';
import type { Caller, Page } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { ReportQuery } from '../http/report.dto.js';
import { ReportsView } from './reports.view.js';

/** The inbox of reports, newest first, one tenant at a time. */
@Injectable()
export class ReportsQuery {
  constructor(@Inject(SERVICE_RUNTIME) private readonly runtime: ServiceRuntime) {}

  page(query: ReportQuery, caller: Caller): Promise<Page<ReportsView>> {
    const after = caller.cursor(query);
    return this.runtime.forTenant(caller.tenantId, async (views) => {
      const rows = views.createQueryBuilder(ReportsView, 'report');
      const { status, about, limit } = query;
      if (status) rows.andWhere('report.status = :status', { status });
      if (about) rows.andWhere('report.about = :about', { about });
      if (after) {
        const [receivedAt, id] = after;
        rows.andWhere('(report.receivedAt, report.id) < (:receivedAt, :id)', { receivedAt, id });
      }
      const items = await rows
        .orderBy('report.receivedAt', 'DESC')
        .addOrderBy('report.id', 'DESC')
        .limit(limit + 1)
        .getMany();
      const shown = items.slice(0, limit);
      const last = items.length > limit ? shown.at(-1) : undefined;
      return caller.page(shown, last && [last.receivedAt.toISOString(), last.id]);
    });
  }
}
