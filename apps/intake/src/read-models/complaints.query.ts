import { Inject, Injectable } from '@nestjs/common';
import type { Caller, Page } from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { ComplaintQuery } from '../http/complaint.dto.js';
import { ComplaintsView } from './complaints.view.js';

/** The list of complaints, newest first, one tenant at a time. */
@Injectable()
export class ComplaintsQuery {
  constructor(@Inject(SERVICE_RUNTIME) private readonly runtime: ServiceRuntime) {}

  page(query: ComplaintQuery, caller: Caller): Promise<Page<ComplaintsView>> {
    const after = caller.cursor(query);
    return this.runtime.forTenant(caller.tenantId, async (views) => {
      const rows = views.createQueryBuilder(ComplaintsView, 'complaint');
      const { channel, status, complaintNo, limit } = query;
      if (channel) rows.andWhere('complaint.channel = :channel', { channel });
      if (status) rows.andWhere('complaint.status = :status', { status });
      if (complaintNo) rows.andWhere('complaint.complaintNo = :complaintNo', { complaintNo });
      if (after) {
        const [receivedAt, id] = after;
        rows.andWhere('(complaint.receivedAt, complaint.id) < (:receivedAt, :id)', {
          receivedAt,
          id,
        });
      }
      const items = await rows
        .orderBy('complaint.receivedAt', 'DESC')
        .addOrderBy('complaint.id', 'DESC')
        .limit(limit + 1)
        .getMany();
      const shown = items.slice(0, limit);
      const last = items.length > limit ? shown.at(-1) : undefined;
      return caller.page(shown, last && [last.receivedAt.toISOString(), last.id]);
    });
  }
}
