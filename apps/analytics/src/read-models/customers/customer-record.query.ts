import { Inject, Injectable } from '@nestjs/common';
import type { Timestamp, Uuid } from '@redress/kernel';
import { ANALYTICS, type Analytics } from '../../http/analytics.port.js';
import type { CustomerRecord } from '../../http/risk/risk-record.dto.js';
import { CasesQuery } from '../cases/cases.query.js';
import { CustomerFactsQuery } from './customer-facts.query.js';
import { customerRecordOf } from './customer-record.js';
import { CustomerStreamsQuery } from './customer-streams.query.js';

/** The record of one customer, put together from facts, cases and the journal. */
@Injectable()
export class CustomerRecordQuery {
  constructor(
    @Inject(ANALYTICS) private readonly analytics: Analytics,
    private readonly facts: CustomerFactsQuery,
    private readonly streams: CustomerStreamsQuery,
    private readonly cases: CasesQuery,
  ) {}

  /** Undefined where the tenant has no such customer. */
  async one(
    tenantId: string,
    id: Uuid,
    now: Timestamp,
  ): Promise<Required<CustomerRecord> | undefined> {
    const component = await this.facts.customer(tenantId, id);
    if (!component) return undefined;
    const complaints = [...component.members].filter(([, { kind }]) => kind === 'COMPLAINT');
    const [rules, records, cases] = await Promise.all([
      this.analytics.rulesOf(tenantId, now),
      this.streams.of(tenantId, component, ['customer', 'incident']),
      this.cases.some(
        tenantId,
        complaints.map(([complaintId]) => complaintId),
      ),
    ]);
    return customerRecordOf({ id, component, rules, records, cases, now });
  }
}
