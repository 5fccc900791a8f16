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
  customerIn,
  CustomerFactsQuery,
} from '../../read-models/customers/customer-facts.query.js';
import { CustomersQuery } from '../../read-models/customers/customers.query.js';
import { evaluationOf, reportersOf } from '../../domain/risk/tier/evaluation-of.policy.js';
import { ANALYTICS, type Analytics } from '../analytics.port.js';
import { publishBaselines } from './publish-baselines.commands.js';
import type { Uuid } from '@redress/kernel';
import { confirmTier, declineTier, type KnownToRulings, reviewTier } from './risk.commands.js';
import { ProposalRulingDto, PublishBaselinesDto, ReviewTierDto } from './risk.dto.js';

/** Who is ruled on, and what a ruling has to know. */
interface Found extends KnownToRulings {
  readonly canonicalId: Uuid;
}

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
    const found = await this.foundOf(id, caller);
    return this.rule(found, confirmTier(dto, found, caller.meta()), caller);
  }

  @Post(':id/decline-tier')
  @Allow('tiers.confirm')
  async decline(
    @IdParam() id: string,
    @Body() dto: ProposalRulingDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const found = await this.foundOf(id, caller);
    return this.rule(found, declineTier(dto, found, caller.meta()), caller);
  }

  @Post(':id/review-tier')
  @Allow('tiers.confirm')
  async review(
    @IdParam() id: string,
    @Body() dto: ReviewTierDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const found = await this.foundOf(id, caller);
    return this.rule(found, reviewTier(dto, found, caller.meta()), caller);
  }

  /** Who is ruled on, by what is known of them now. */
  private async foundOf(id: string, { tenantId, now }: Caller): Promise<Found> {
    const members = await this.facts.members(tenantId, id);
    const component = customerIn(members, id);
    if (!component) throw new Problem('NOT_FOUND', 'there is no such customer');
    const rules = await this.analytics.rulesOf(tenantId, now);
    const known = evaluationOf(component, rules, { at: now, cause: 'DECAY' });
    return { canonicalId: component.canonicalId, reporterIds: reportersOf(members), known };
  }

  private async rule(
    { canonicalId }: Found,
    command: TierCommand,
    caller: Caller,
  ): Promise<CommandAnswer> {
    const orderingKey = `${caller.tenantId}/${canonicalId}`;
    const options = caller.handleOptions({ orderingKey });
    return answer(await this.analytics.tiers.handle(canonicalId, command, options));
  }
}
