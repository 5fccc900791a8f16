import { Body, Get, Inject, Post } from '@nestjs/common';
import {
  Allow,
  answer,
  Answers,
  Caller,
  type CommandAnswer,
  IdParam,
  ServiceController,
} from '@redress/edge';
import type { InvestigationCommand } from '../domain/investigation-command.js';
import { InvestigationDetail } from './investigation-detail.dto.js';
import { InvestigationDetailQuery } from '../read-models/investigation-detail.query.js';
import {
  AssignCaseDto,
  AttributeResponsibilityDto,
  ClassifyComplaintDto,
  RecordFindingDto,
  StartInvestigationDto,
} from './investigation.dto.js';
import {
  assignCase,
  attributeResponsibility,
  classifyComplaint,
  recordFinding,
  startInvestigation,
} from './investigation.commands.js';
import { TRIAGE, type Triage } from './triage.port.js';

@ServiceController('triage', 'investigations')
export class InvestigationController {
  constructor(
    @Inject(TRIAGE) private readonly triage: Triage,
    private readonly details: InvestigationDetailQuery,
  ) {}

  @Post(':id/classify')
  @Allow('investigations.classify')
  classify(
    @IdParam() id: string,
    @Body() dto: ClassifyComplaintDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, classifyComplaint(dto, caller.meta()), caller);
  }

  @Post(':id/assign')
  @Allow('investigations.assign')
  assign(
    @IdParam() id: string,
    @Body() dto: AssignCaseDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, assignCase(dto, caller.meta()), caller);
  }

  @Post(':id/start')
  @Allow('investigations.start')
  start(
    @IdParam() id: string,
    @Body() dto: StartInvestigationDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, startInvestigation(dto, caller.meta()), caller);
  }

  @Post(':id/findings')
  @Allow('investigations.find')
  recordFinding(
    @IdParam() id: string,
    @Body() dto: RecordFindingDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, recordFinding(dto, caller.meta()), caller);
  }

  @Post(':id/attribute-responsibility')
  @Allow('investigations.attribute')
  attributeResponsibility(
    @IdParam() id: string,
    @Body() dto: AttributeResponsibilityDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, attributeResponsibility(dto, caller.meta()), caller);
  }

  @Get(':id')
  @Allow('investigations.read')
  @Answers(InvestigationDetail)
  one(@IdParam() id: string, @Caller() caller: Caller): Promise<InvestigationDetail> {
    return this.details.one(id, caller);
  }

  private async carryOut(
    id: string,
    command: InvestigationCommand,
    caller: Caller,
  ): Promise<CommandAnswer> {
    return answer(await this.triage.investigations.handle(id, command, caller.handleOptions()));
  }
}
