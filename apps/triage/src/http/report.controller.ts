import { Body, Get, Inject, Post, Query } from '@nestjs/common';
import {
  Allow,
  answer,
  Answers,
  AnswersPage,
  Caller,
  type CommandAnswer,
  IdParam,
  type Page,
  ReadsFrom,
  ServiceController,
} from '@redress/edge';
import type { ReportCommand } from '../domain/report.decider.js';
import { ReportDetailQuery } from '../read-models/report-detail.query.js';
import { ReportsQuery } from '../read-models/reports.query.js';
import { ReportsView } from '../read-models/reports.view.js';
import { CONDUCT, type Conduct } from './conduct.port.js';
import { assessReport, receiveReport } from './report.commands.js';
import { ReportDetail } from './report-detail.dto.js';
import { AssessReportDto, ReceiveReportDto, ReportQuery } from './report.dto.js';

@ServiceController('triage', 'reports')
export class ReportController {
  constructor(
    @Inject(CONDUCT) private readonly conduct: Conduct,
    private readonly reports: ReportsQuery,
    private readonly details: ReportDetailQuery,
  ) {}

  @Post()
  @Allow('reports.receive')
  receive(@Body() dto: ReceiveReportDto, @Caller() caller: Caller): Promise<CommandAnswer> {
    const id = dto.reportId ?? caller.idFor('report');
    return this.carryOut(id, receiveReport(dto, caller.meta()), caller);
  }

  @Post(':id/assess')
  @Allow('reports.assess')
  assess(
    @IdParam() id: string,
    @Body() dto: AssessReportDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, assessReport(dto, caller.meta()), caller);
  }

  @Get()
  @Allow('reports.read')
  @ReadsFrom('reports')
  @AnswersPage(ReportsView)
  list(@Query() query: ReportQuery, @Caller() caller: Caller): Promise<Page<ReportsView>> {
    return this.reports.page(query, caller);
  }

  @Get(':id')
  @Allow('reports.read')
  @Answers(ReportDetail)
  one(@IdParam() id: string, @Caller() caller: Caller): Promise<ReportDetail> {
    return this.details.one(id, caller);
  }

  private async carryOut(
    id: string,
    command: ReportCommand,
    caller: Caller,
  ): Promise<CommandAnswer> {
    return answer(await this.conduct.reports.handle(id, command, caller.handleOptions()));
  }
}
