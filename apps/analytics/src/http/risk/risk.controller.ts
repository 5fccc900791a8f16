import { Get, Inject, Query } from '@nestjs/common';
import {
  Allow,
  Answers,
  AnswersCsv,
  AnswersPage,
  Caller,
  csvAnswer,
  IdParam,
  type Page,
  PageQuery,
  Problem,
  ReadsFrom,
  ServiceController,
} from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { CustomerFactsQuery } from '../../read-models/customers/customer-facts.query.js';
import { CustomerRecordQuery } from '../../read-models/customers/customer-record.query.js';
import { CustomerRiskView } from '../../read-models/customers/customer-risk.view.js';
import { CustomerStreamsQuery } from '../../read-models/customers/customer-streams.query.js';
import { timelinePage } from '../../read-models/customers/customer-timeline.js';
import { CustomersQuery } from '../../read-models/customers/customers.query.js';
import { CustomerFilter, CustomerListQuery, TierConfirmation } from './risk.dto.js';
import { confirmationOf, customerTable } from './risk-answers.js';
import { riskReaderOf } from './risk-reader.js';
import { CustomerRecord } from './risk-record.dto.js';
import { type CustomerShown, customerFor, recordFor } from './risk-shapes.js';
import { CustomerTimelineEntry } from './risk-timeline.dto.js';
import { isTimelineOf, timelineEntryFor } from './risk-timeline-shapes.js';

/** What is known of customers, as far as the role of the reader shows it. */
@ServiceController('analytics', 'risk')
export class RiskController {
  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'fingerprint'>,
    private readonly customers: CustomersQuery,
    private readonly facts: CustomerFactsQuery,
    private readonly records: CustomerRecordQuery,
    private readonly streams: CustomerStreamsQuery,
  ) {}

  @Get()
  @Allow('risk.read')
  @ReadsFrom('customer_risk')
  @AnswersPage(CustomerRiskView)
  async list(
    @Query() query: CustomerListQuery,
    @Caller() caller: Caller,
  ): Promise<Page<CustomerShown>> {
    const reader = await riskReaderOf(caller, this.runtime);
    const { items, nextCursor } = await this.customers.page(query, caller, reader);
    return { items: items.map((found) => customerFor(reader, found)), nextCursor };
  }

  @Get('tier-confirmations')
  @Allow('tier-confirmations.read')
  @ReadsFrom('customer_risk')
  @AnswersPage(TierConfirmation)
  async confirmations(
    @Query() query: PageQuery,
    @Caller() caller: Caller,
  ): Promise<Page<TierConfirmation>> {
    const { tenantId, now, actor } = caller;
    const asked = { limit: query.limit + 1, after: caller.cursor(query), now };
    const found = await this.customers.proposals(asked, tenantId);
    const page = found.slice(0, query.limit);
    const items = await Promise.all(
      page.map(async (each) =>
        confirmationOf(each, await this.facts.members(tenantId, each.id), actor.id),
      ),
    );
    const last = found.length > query.limit ? page.at(-1) : undefined;
    const next = last && [last.proposalLapsesAt?.toISOString() ?? null, last.id];
    return caller.page(
      items.flatMap((item) => item ?? []),
      next,
    );
  }

  @Get('export')
  @Allow('risk.read')
  @ReadsFrom('customer_risk')
  @AnswersCsv('One line per customer, with the columns that the role of the reader sees.')
  async export(@Query() query: CustomerFilter, @Caller() caller: Caller) {
    const reader = await riskReaderOf(caller, this.runtime);
    return csvAnswer(customerTable(reader, this.customers.pages(query, caller.tenantId, reader)));
  }

  @Get(':id')
  @Allow('risk.read')
  @ReadsFrom('customer_risk', 'cases')
  @Answers(CustomerRecord)
  async one(@IdParam() id: string, @Caller() caller: Caller): Promise<CustomerRecord> {
    const reader = await riskReaderOf(caller, this.runtime);
    const { tenantId, now } = caller;
    const record = await this.records.one(tenantId, reader.meant(id), now);
    if (!record) throw noSuchCustomer();
    return recordFor(reader, record);
  }

  @Get(':id/timeline')
  @Allow('risk.read')
  @ReadsFrom('customer_risk')
  @AnswersPage(CustomerTimelineEntry)
  async timeline(
    @IdParam() id: string,
    @Query() query: PageQuery,
    @Caller() caller: Caller,
  ): Promise<Page<CustomerTimelineEntry>> {
    const reader = await riskReaderOf(caller, this.runtime);
    const component = await this.facts.customer(caller.tenantId, reader.meant(id));
    if (!component) throw noSuchCustomer();
    const records = await this.streams.of(caller.tenantId, component);
    const readable = records.filter(({ envelope: { stream, type } }) =>
      isTimelineOf(reader, { category: stream.category, type }),
    );
    const { entries, next } = timelinePage(readable, query.limit, caller.cursor(query));
    return caller.page(
      entries.map((entry) => timelineEntryFor(reader, entry)),
      next,
    );
  }
}

/** The refusal of an id that names no customer of this tenant. */
function noSuchCustomer(): Problem {
  return new Problem('NOT_FOUND', 'there is no such customer');
}
