import {
  Allow,
  Answers,
  Caller,
  type CommandAnswer,
  IdParam,
  ServiceController,
  answer,
} from '@redress/edge';
import { Body, Get, Inject, Post } from '@nestjs/common';
import type { ResolutionCommand } from '../domain/resolution-command.js';
import { ResolutionDetail } from './resolution-detail.dto.js';
import { ResolutionDetailQuery } from '../read-models/resolution-detail.query.js';
import {
  acceptResolution,
  issueFinalResponse,
  proposeResolution,
  rejectResolution,
  skipRemedy,
  takeRemedy,
  tellPlan,
} from './resolution.commands.js';
import {
  AcceptResolutionDto,
  IssueFinalResponseDto,
  ProposeResolutionDto,
  RejectResolutionDto,
  SkipRemedyDto,
  TakeRemedyDto,
  TellPlanDto,
} from './resolution.dto.js';
import { RESOLUTION, type Resolution } from './resolution.port.js';

@ServiceController('resolution', 'resolutions')
export class ResolutionController {
  constructor(
    @Inject(RESOLUTION) private readonly resolution: Resolution,
    private readonly details: ResolutionDetailQuery,
  ) {}

  @Post(':id/tell-plan')
  @Allow('resolutions.plan')
  tellPlan(
    @IdParam() id: string,
    @Body() dto: TellPlanDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, tellPlan(dto, caller.meta()), caller);
  }

  @Post(':id/take-remedy')
  @Allow('resolutions.remedy')
  takeRemedy(
    @IdParam() id: string,
    @Body() dto: TakeRemedyDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, takeRemedy(dto, caller.meta()), caller);
  }

  @Post(':id/skip-remedy')
  @Allow('resolutions.remedy')
  skipRemedy(
    @IdParam() id: string,
    @Body() dto: SkipRemedyDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, skipRemedy(dto, caller.meta()), caller);
  }

  @Post(':id/propose')
  @Allow('resolutions.propose')
  propose(
    @IdParam() id: string,
    @Body() dto: ProposeResolutionDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, proposeResolution(dto, caller.meta()), caller);
  }

  @Post(':id/accept')
  @Allow('resolutions.respond')
  accept(
    @IdParam() id: string,
    @Body() dto: AcceptResolutionDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, acceptResolution(dto, caller.meta()), caller);
  }

  @Post(':id/reject')
  @Allow('resolutions.respond')
  reject(
    @IdParam() id: string,
    @Body() dto: RejectResolutionDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, rejectResolution(dto, caller.meta()), caller);
  }

  @Post(':id/issue-final-response')
  @Allow('resolutions.final')
  issueFinalResponse(
    @IdParam() id: string,
    @Body() dto: IssueFinalResponseDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, issueFinalResponse(dto, caller.meta()), caller);
  }

  @Get(':id')
  @Allow('resolutions.read')
  @Answers(ResolutionDetail)
  one(@IdParam() id: string, @Caller() caller: Caller): Promise<ResolutionDetail> {
    return this.details.one(id, caller);
  }

  private async carryOut(
    id: string,
    command: ResolutionCommand,
    caller: Caller,
  ): Promise<CommandAnswer> {
    return answer(await this.resolution.resolutions.handle(id, command, caller.handleOptions()));
  }
}
