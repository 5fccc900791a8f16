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
import type { IncidentCommand } from '../domain/incident-command.js';
import { IncidentDetailQuery } from '../read-models/incident-detail.query.js';
import { IncidentsQuery } from '../read-models/incidents.query.js';
import { IncidentsView } from '../read-models/incidents.view.js';
import { CONDUCT, type Conduct } from './conduct.port.js';
import {
  adjudication,
  confirmIncident,
  recordIncident,
  rejectIncident,
} from './incident.commands.js';
import { IncidentDetail } from './incident-detail.dto.js';
import {
  ConfirmIncidentDto,
  IncidentQuery,
  RecordIncidentDto,
  RejectIncidentDto,
} from './incident.dto.js';

@ServiceController('triage', 'incidents')
export class IncidentController {
  constructor(
    @Inject(CONDUCT) private readonly conduct: Conduct,
    private readonly incidents: IncidentsQuery,
    private readonly details: IncidentDetailQuery,
  ) {}

  @Post()
  @Allow('incidents.record')
  async record(@Body() dto: RecordIncidentDto, @Caller() caller: Caller): Promise<CommandAnswer> {
    const orderingKey = await this.conduct.orderingKeyOf(caller.tenantId, dto);
    const id = dto.incidentId ?? caller.idFor('incident');
    const options = caller.handleOptions({ orderingKey });
    const command = recordIncident(dto, caller.meta());
    return answer(await this.conduct.incidents.handle(id, command, options));
  }

  @Post(':id/confirm')
  @Allow('incidents.adjudicate')
  confirm(
    @IdParam() id: string,
    @Body() dto: ConfirmIncidentDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, confirmIncident(dto, adjudication(caller)), caller);
  }

  @Post(':id/reject')
  @Allow('incidents.adjudicate')
  reject(
    @IdParam() id: string,
    @Body() dto: RejectIncidentDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, rejectIncident(dto, adjudication(caller)), caller);
  }

  @Get()
  @Allow('incidents.read')
  @ReadsFrom('incidents')
  @AnswersPage(IncidentsView)
  list(@Query() query: IncidentQuery, @Caller() caller: Caller): Promise<Page<IncidentsView>> {
    return this.incidents.page(query, caller);
  }

  @Get(':id')
  @Allow('incidents.read')
  @Answers(IncidentDetail)
  one(@IdParam() id: string, @Caller() caller: Caller): Promise<IncidentDetail> {
    return this.details.one(id, caller);
  }

  private async carryOut(
    id: string,
    command: IncidentCommand,
    caller: Caller,
  ): Promise<CommandAnswer> {
    return answer(await this.conduct.incidents.handle(id, command, caller.handleOptions()));
  }
}
