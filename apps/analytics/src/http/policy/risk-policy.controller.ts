import { Body, Get, Inject, Post } from '@nestjs/common';
import {
  Allow,
  answer,
  Answers,
  Caller,
  type CommandAnswer,
  IntParam,
  ServiceController,
} from '@redress/edge';
import { SERVICE_RUNTIME, type ServiceRuntime } from '@redress/runtime';
import type { RiskPolicyCommand } from '../../domain/risk/policy/risk-policy-command.js';
import { policyInForce } from '../../domain/risk/policy/risk-policy-state.js';
import { ANALYTICS, type Analytics } from '../analytics.port.js';
import {
  approveRiskPolicy,
  proposeRiskPolicy,
  rejectRiskPolicy,
  withdrawRiskPolicy,
} from './risk-policy.commands.js';
import { DecideRiskPolicyDto, ProposeRiskPolicyDto, RiskPoliciesView } from './risk-policy.dto.js';

const draftNoMax = 1_000_000;

/** By what customers are scored. Its stream bears the name of the tenant. */
@ServiceController('analytics', 'risk-policies')
export class RiskPolicyController {
  constructor(
    @Inject(SERVICE_RUNTIME) private readonly runtime: Pick<ServiceRuntime, 'history'>,
    @Inject(ANALYTICS) private readonly analytics: Analytics,
  ) {}

  @Get()
  @Allow('risk-policies.read')
  @Answers(RiskPoliciesView)
  async all(@Caller() caller: Caller): Promise<RiskPoliciesView> {
    const { tenantId } = caller;
    const stream = { tenantId, category: 'risk-policy', id: tenantId };
    const { state, version } = await this.analytics.riskPolicies.load(stream);
    const versions = state.versions.map(({ publishedAt = null, ...each }) => ({
      ...each,
      publishedAt,
    }));
    const { policyVersion: inForce } = policyInForce(state);
    const history = await this.runtime.history(stream, caller);
    return { version, inForce, versions, drafts: state.drafts, history };
  }

  @Post()
  @Allow('risk-policies.propose')
  propose(@Body() dto: ProposeRiskPolicyDto, @Caller() caller: Caller): Promise<CommandAnswer> {
    return this.carryOut(proposeRiskPolicy(dto, caller.meta()), caller);
  }

  @Post(':draftNo/approve')
  @Allow('risk-policies.approve')
  approve(
    @IntParam('draftNo', 1, draftNoMax) draftNo: number,
    @Body() dto: DecideRiskPolicyDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(approveRiskPolicy(draftNo, dto, caller.meta()), caller);
  }

  @Post(':draftNo/reject')
  @Allow('risk-policies.approve')
  reject(
    @IntParam('draftNo', 1, draftNoMax) draftNo: number,
    @Body() dto: DecideRiskPolicyDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(rejectRiskPolicy(draftNo, dto, caller.meta()), caller);
  }

  @Post(':draftNo/withdraw')
  @Allow('risk-policies.propose')
  withdraw(
    @IntParam('draftNo', 1, draftNoMax) draftNo: number,
    @Body() dto: DecideRiskPolicyDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(withdrawRiskPolicy(draftNo, dto, caller.meta()), caller);
  }

  private async carryOut(command: RiskPolicyCommand, caller: Caller): Promise<CommandAnswer> {
    const { tenantId } = caller;
    const options = caller.handleOptions();
    return answer(await this.analytics.riskPolicies.handle(tenantId, command, options));
  }
}
