import { Get, Inject, Query } from '@nestjs/common';
import {
  Allow,
  Answers,
  Caller,
  IdParam,
  Problem,
  ReadsFrom,
  ServiceController,
} from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import { CustomerFactsQuery } from '../../read-models/customers/customer-facts.query.js';
import { membersAsOf } from '../../domain/risk/facts/component.policy.js';
import { ANALYTICS, type Analytics } from '../analytics.port.js';
import { pastMoment, presentMoment } from '../replay/replay-moment.js';
import { explanationAt } from './risk-answers.js';
import { ExplanationQuery, RiskExplanationView } from './risk-explanation.dto.js';
import { riskReaderOf } from './risk-reader.js';
import { explanationFor } from './risk-shapes.js';

/** Why a customer is, or was, in a tier. */
@ServiceController('analytics', 'risk')
export class RiskExplanationController {
  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'fingerprint'>,
    @Inject(ANALYTICS) private readonly analytics: Analytics,
    private readonly facts: CustomerFactsQuery,
  ) {}

  @Get(':id/explanation')
  @Allow('risk-explanations.read')
  @ReadsFrom('customer_risk')
  @Answers(RiskExplanationView)
  async explain(
    @IdParam() id: string,
    @Query() { at: asked, axis }: ExplanationQuery,
    @Caller() caller: Caller,
  ): Promise<RiskExplanationView> {
    const { tenantId, now } = caller;
    const reader = await riskReaderOf(caller, this.runtime);
    const times = await this.analytics.tenantTimes(tenantId);
    const at = asked === undefined ? presentMoment() : pastMoment('at', asked, now, times);
    const customerId = reader.meant(id);
    const members = await this.facts.members(tenantId, customerId);
    const rules = await this.analytics.rulesOf(tenantId, at);
    const then = asked === undefined ? members : membersAsOf(members, at, axis);
    const explanation = explanationAt(then, rules, { customerId, at, axis });
    if (!explanation) throw new Problem('NOT_FOUND', 'there is, or was, no such customer');
    return explanationFor(reader, explanation);
  }
}
