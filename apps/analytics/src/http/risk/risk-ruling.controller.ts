import { Body, Inject, Post } from '@nestjs/common';
import {
  Allow,
  answer,
  Caller,
  type CommandAnswer,
  IdParam,
  Problem,
  ServiceController,
} from '@redress/edge';
import type { TierCommand } from '../../domain/risk/tier/tier-command.js';
import {
  type CustomerComponent,
  CustomerFactsQuery,
} from '../../read-models/customers/customer-facts.query.js';
import { CustomersQuery } from '../../read-models/customers/customers.query.js';
import { evaluationOf, reportersOf } from '../../domain/risk/tier/evaluation-of.policy.js';
import { ANALYTICS, type Analytics } from '../analytics.port.js';
import { publishBaselines } from './publish-baselines.commands.js';
import { confirmTier, declineTier, reviewTier } from './risk.commands.js';
import { ProposalRulingDto, PublishBaselinesDto, ReviewTierDto } from './risk.dto.js';

/** What people say of tiers. The tier of a merged customer is that of whom they are shown under. */
@ServiceController('analytics', 'risk')
export class RiskRulingController {
  constructor(
    @Inject(ANALYTICS) private readonly analytics: Analytics,
    private readonly facts: CustomerFactsQuery,
    private readonly customers: CustomersQuery,
  ) {}

  @Post('publish-baselines')
  @Allow('baselines.publish')
  async publish(
    @Body() { groups }: PublishBaselinesDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const { analytics, customers } = this;
    const asked = { meta: caller.meta(), groups };
    return answer(await publishBaselines({ analytics, customers }, asked, caller.handleOptions()));
  }

  @Post(':id/confirm-tier')
  @Allow('tiers.confirm')
  async confirm(
    @IdParam() id: string,
    @Body() dto: ProposalRulingDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const component = await this.componentOf(id, caller);
    return this.rule(component, confirmTier(dto, reportersOf(component), caller.meta()), caller);
  }

  @Post(':id/decline-tier')
  @Allow('tiers.confirm')
  async decline(
    @IdParam() id: string,
    @Body() dto: ProposalRulingDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const component = await this.componentOf(id, caller);
    return this.rule(component, declineTier(dto, reportersOf(component), caller.meta()), caller);
  }

  @Post(':id/review-tier')
  @Allow('tiers.confirm')
  async review(
    @IdParam() id: string,
    @Body() dto: ReviewTierDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const component = await this.componentOf(id, caller);
    const { tenantId, now } = caller;
    const rules = await this.analytics.rulesOf(tenantId, now);
    const { assessment } = evaluationOf(component, rules, { at: now, cause: 'DECAY' });
    const { confirmedFacts } = assessment;
    const known = { reporterIds: reportersOf(component), confirmedFacts };
    return this.rule(component, reviewTier(dto, known, caller.meta()), caller);
  }

  private async componentOf(id: string, { tenantId }: Caller): Promise<CustomerComponent> {
    const component = await this.facts.customer(tenantId, id);
    if (!component) throw new Problem('NOT_FOUND', 'there is no such customer');
    return component;
  }

  private async rule(
    { canonicalId }: CustomerComponent,
    command: TierCommand,
    caller: Caller,
  ): Promise<CommandAnswer> {
    const orderingKey = `${caller.tenantId}/${canonicalId}`;
    const options = caller.handleOptions({ orderingKey });
    return answer(await this.analytics.tiers.handle(canonicalId, command, options));
  }
}
