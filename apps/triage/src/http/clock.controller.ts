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
import { personal } from '@redress/kernel';
import type { ClockCommand } from '../domain/clock-command.js';
import { ClocksDetail } from './clocks-detail.dto.js';
import { ClocksDetailQuery } from '../read-models/clocks-detail.query.js';
import {
  ApproveRestatementDto,
  PauseClockDto,
  RequestRestatementDto,
  ResumeClockDto,
} from './clock.dto.js';
import { TRIAGE, type Triage } from './triage.port.js';

@ServiceController('triage', 'clocks')
export class ClockController {
  constructor(
    @Inject(TRIAGE) private readonly triage: Triage,
    private readonly details: ClocksDetailQuery,
  ) {}

  @Post(':id/pause')
  @Allow('clocks.pause')
  async pause(
    @IdParam() caseId: string,
    @Body() dto: PauseClockDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const times = await this.triage.timesInForce(caller.tenantId);
    const data = { ...dto, times };
    return this.carryOut(caseId, { type: 'PauseClock', data, meta: caller.meta() }, caller);
  }

  @Post(':id/resume')
  @Allow('clocks.resume')
  async resume(
    @IdParam() caseId: string,
    @Body() dto: ResumeClockDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const times = await this.triage.timesInForce(caller.tenantId);
    const data = { ...dto, times };
    return this.carryOut(caseId, { type: 'ResumeClock', data, meta: caller.meta() }, caller);
  }

  @Post(':id/request-restatement')
  @Allow('clocks.restate')
  requestRestatement(
    @IdParam() caseId: string,
    @Body() dto: RequestRestatementDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const data = { ...dto, reason: personal(dto.reason) };
    return this.carryOut(caseId, { type: 'RequestRestatement', data, meta: caller.meta() }, caller);
  }

  @Post(':id/approve-restatement')
  @Allow('clocks.restate')
  approveRestatement(
    @IdParam() caseId: string,
    @Body() dto: ApproveRestatementDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const data = { ...dto, reason: personal(dto.reason) };
    return this.carryOut(caseId, { type: 'ApproveRestatement', data, meta: caller.meta() }, caller);
  }

  @Get(':id')
  @Allow('clocks.read')
  @Answers(ClocksDetail)
  one(@IdParam() caseId: string, @Caller() caller: Caller): Promise<ClocksDetail> {
    return this.details.one(caseId, caller);
  }

  private async carryOut(
    caseId: string,
    command: ClockCommand,
    caller: Caller,
  ): Promise<CommandAnswer> {
    return answer(await this.triage.clocks.handle(caseId, command, caller.handleOptions()));
  }
}
