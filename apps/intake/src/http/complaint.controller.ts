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
import type { ComplaintCommand } from '../domain/complaint-command.js';
import { ComplaintDetailQuery } from '../read-models/complaint-detail.query.js';
import { ComplaintsQuery } from '../read-models/complaints.query.js';
import { ComplaintsView } from '../read-models/complaints.view.js';
import {
  correctComplaint,
  giveApology,
  linkComplainant,
  logContact,
  receiveComplaint,
  referComplaint,
  requestWithdrawal,
  thankComplainant,
  unlinkComplainant,
} from './complaint.commands.js';
import { ComplaintDetail } from './complaint-detail.dto.js';
import {
  ComplaintQuery,
  CorrectComplaintDto,
  GiveApologyDto,
  LogContactDto,
  ReceiveComplaintDto,
  ReferComplaintDto,
  RequestWithdrawalDto,
  ThankComplainantDto,
} from './complaint.dto.js';
import { HistoricCaseBatchDto, type BatchAnswer } from './historic-case.dto.js';
import { recordHistoricCases } from './record-historic-cases.commands.js';
import { type Intake, INTAKE } from './intake.port.js';
import { LinkComplainantDto, UnlinkComplainantDto } from './link.dto.js';

@ServiceController('intake', 'complaints')
export class ComplaintController {
  constructor(
    @Inject(INTAKE) private readonly intake: Intake,
    private readonly complaints: ComplaintsQuery,
    private readonly details: ComplaintDetailQuery,
  ) {}

  @Post()
  @Allow('complaints.receive')
  async receive(
    @Body() dto: ReceiveComplaintDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const { zone, language } = await this.intake.tenant(caller.tenantId);
    const complaintId = dto.complaintId ?? caller.idFor('complaint');
    const complaintNo = await this.intake.nextComplaintNo(caller.tenantId, zone, caller.now);
    const defaults = { complaintId, complaintNo, language };
    const command = receiveComplaint(dto, defaults, caller.meta());
    return answer(
      await this.intake.complaints.handle(complaintId, command, caller.handleOptions()),
    );
  }

  @Post('historic-cases')
  @Allow('complaints.import')
  recordHistoric(
    @Body() dto: HistoricCaseBatchDto,
    @Caller() caller: Caller,
  ): Promise<BatchAnswer> {
    return recordHistoricCases(this.intake, dto.items, caller);
  }

  @Post(':id/thank')
  @Allow('complaints.thank')
  thank(
    @IdParam() id: string,
    @Body() dto: ThankComplainantDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, thankComplainant(dto, caller.meta()), caller);
  }

  @Post(':id/apologise')
  @Allow('complaints.apologise')
  apologise(
    @IdParam() id: string,
    @Body() dto: GiveApologyDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, giveApology(dto, caller.meta()), caller);
  }

  @Post(':id/log-contact')
  @Allow('complaints.contact')
  logContact(
    @IdParam() id: string,
    @Body() dto: LogContactDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, logContact(dto, caller.meta()), caller);
  }

  @Post(':id/request-withdrawal')
  @Allow('complaints.withdraw')
  requestWithdrawal(
    @IdParam() id: string,
    @Body() dto: RequestWithdrawalDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, requestWithdrawal(dto, caller.meta()), caller);
  }

  @Post(':id/refer')
  @Allow('complaints.refer')
  refer(
    @IdParam() id: string,
    @Body() dto: ReferComplaintDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, referComplaint(dto, caller.meta()), caller);
  }

  @Post(':id/correct')
  @Allow('complaints.correct')
  correct(
    @IdParam() id: string,
    @Body() dto: CorrectComplaintDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, correctComplaint(dto, caller.meta()), caller);
  }

  @Post(':id/link-complainant')
  @Allow('customers.link')
  async linkComplainant(
    @IdParam() id: string,
    @Body() dto: LinkComplainantDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    await this.intake.requireCustomer(caller.tenantId, dto.customerId);
    await this.intake.requireEvidence(caller.tenantId, dto.evidenceIds);
    return this.carryOut(id, linkComplainant(dto, caller.meta()), caller);
  }

  @Post(':id/unlink-complainant')
  @Allow('customers.link')
  unlinkComplainant(
    @IdParam() id: string,
    @Body() dto: UnlinkComplainantDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, unlinkComplainant(dto, caller.meta()), caller);
  }

  @Get()
  @Allow('complaints.read')
  @ReadsFrom('complaints')
  @AnswersPage(ComplaintsView)
  list(@Query() query: ComplaintQuery, @Caller() caller: Caller): Promise<Page<ComplaintsView>> {
    return this.complaints.page(query, caller);
  }

  @Get(':id')
  @Allow('complaints.read')
  @Answers(ComplaintDetail)
  one(@IdParam() id: string, @Caller() caller: Caller): Promise<ComplaintDetail> {
    return this.details.one(id, caller);
  }

  private async carryOut(
    id: string,
    command: ComplaintCommand,
    caller: Caller,
  ): Promise<CommandAnswer> {
    return answer(await this.intake.complaints.handle(id, command, caller.handleOptions()));
  }
}
