import { Inject, Injectable } from '@nestjs/common';
import type { Caller, Page } from '@redress/edge';
import type { Timestamp } from '@redress/kernel';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { SelectQueryBuilder } from 'typeorm';
import type { IncidentQuery } from '../http/incident.dto.js';
import { IncidentsView } from './incidents.view.js';

/** The inbox of incidents, newest first, one tenant at a time. */
@Injectable()
export class IncidentsQuery {
  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'forTenant'>,
  ) {}

  page(
    query: IncidentQuery,
    caller: Pick<Caller, 'tenantId' | 'now' | 'cursor' | 'page'>,
  ): Promise<Page<IncidentsView>> {
    const after = caller.cursor(query);
    return this.runtime.forTenant(caller.tenantId, async (views) => {
      const rows = views.createQueryBuilder(IncidentsView, 'incident');
      filter(rows, query, caller.now);
      if (after) {
        const [recordedAt, id] = after;
        rows.andWhere('(incident.recordedAt, incident.id) < (:recordedAt, :id)', {
          recordedAt,
          id,
        });
      }
      const items = await rows
        .orderBy('incident.recordedAt', 'DESC')
        .addOrderBy('incident.id', 'DESC')
        .limit(query.limit + 1)
        .getMany();
      const shown = items.slice(0, query.limit).map((item) => asOf(item, caller.now));
      const last = items.length > query.limit ? shown.at(-1) : undefined;
      return caller.page(shown, last && [last.recordedAt.toISOString(), last.id]);
    });
  }
}

function filter(
  rows: SelectQueryBuilder<IncidentsView>,
  { status, factor, severityMin, identityId }: IncidentQuery,
  now: Timestamp,
): void {
  if (status) {
    const stored = status === 'EXPIRED' ? 'OPEN' : status;
    rows.andWhere('incident.status = :stored', { stored });
  }
  if (status === 'OPEN') rows.andWhere('incident.expiresAt > :now', { now });
  if (status === 'EXPIRED') rows.andWhere('incident.expiresAt <= :now', { now });
  if (factor) rows.andWhere('incident.factor = :factor', { factor });
  if (severityMin) rows.andWhere('incident.severity >= :severityMin', { severityMin });
  if (identityId) rows.andWhere('incident.identityId = :identityId', { identityId });
}

/** Expired is never stored; it is how an open incident looks from its last day on. */
function asOf(item: IncidentsView, now: Timestamp): IncidentsView {
  const isExpired = item.status === 'OPEN' && item.expiresAt.toISOString() <= now;
  return isExpired ? { ...item, status: 'EXPIRED' } : item;
}
