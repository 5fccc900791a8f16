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
import type { ClosureCommand } from '../domain/closure-command.js';
import { ClosureDetail } from './closure-detail.dto.js';
import { ClosureDetailQuery } from '../read-models/closure-detail.query.js';
import {
  acknowledgeForm,
  answerSurvey,
  closeComplaint,
  decideDispute,
  decidePrevention,
  declineSurvey,
  disputeForm,
  overrideCloseGate,
  reopenComplaint,
  sendFeedbackForm,
  sendSurvey,
} from './closure.commands.js';
import {
  AcknowledgeFormDto,
  AnswerSurveyDto,
  DecideDisputeDto,
  DecidePreventionDto,
  DisputeFormDto,
  OverrideCloseGateDto,
  ReopenComplaintDto,
  SendFeedbackFormDto,
  SendSurveyDto,
} from './closure.dto.js';
import { NoFieldsDto } from './no-fields.dto.js';
import { FOLLOW_UP, type FollowUp } from './follow-up.port.js';

@ServiceController('follow-up', 'closures')
export class ClosureController {
  constructor(
    @Inject(FOLLOW_UP) private readonly followUp: FollowUp,
    private readonly details: ClosureDetailQuery,
  ) {}

  @Post(':id/send-feedback-form')
  @Allow('closures.form-send')
  sendFeedbackForm(
    @IdParam() id: string,
    @Body() dto: SendFeedbackFormDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, sendFeedbackForm(dto, caller.meta()), caller);
  }

  @Post(':id/acknowledge-form')
  @Allow('closures.form-answer')
  acknowledgeForm(
    @IdParam() id: string,
    @Body() dto: AcknowledgeFormDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, acknowledgeForm(dto, caller.meta()), caller);
  }

  @Post(':id/dispute-form')
  @Allow('closures.form-answer')
  disputeForm(
    @IdParam() id: string,
    @Body() dto: DisputeFormDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, disputeForm(dto, caller.meta()), caller);
  }

  @Post(':id/decide-dispute')
  @Allow('closures.dispute-decide')
  decideDispute(
    @IdParam() id: string,
    @Body() dto: DecideDisputeDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, decideDispute(dto, caller.meta()), caller);
  }

  @Post(':id/send-survey')
  @Allow('closures.survey')
  sendSurvey(
    @IdParam() id: string,
    @Body() dto: SendSurveyDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, sendSurvey(dto, caller.meta()), caller);
  }

  @Post(':id/decline-survey')
  @Allow('closures.survey')
  declineSurvey(
    @IdParam() id: string,
    @Body() _: NoFieldsDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, declineSurvey(caller.meta()), caller);
  }

  @Post(':id/answer-survey')
  @Allow('closures.survey')
  answerSurvey(
    @IdParam() id: string,
    @Body() dto: AnswerSurveyDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, answerSurvey(dto, caller.meta()), caller);
  }

  @Post(':id/decide-prevention')
  @Allow('closures.prevent')
  decidePrevention(
    @IdParam() id: string,
    @Body() dto: DecidePreventionDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, decidePrevention(dto, caller.meta()), caller);
  }

  @Post(':id/close')
  @Allow('closures.close')
  close(
    @IdParam() id: string,
    @Body() _: NoFieldsDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, closeComplaint(caller.meta()), caller);
  }

  @Post(':id/override-close')
  @Allow('closures.override-gate')
  overrideClose(
    @IdParam() id: string,
    @Body() dto: OverrideCloseGateDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, overrideCloseGate(dto, caller.meta()), caller);
  }

  @Post(':id/reopen')
  @Allow('closures.reopen')
  reopen(
    @IdParam() id: string,
    @Body() dto: ReopenComplaintDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    return this.carryOut(id, reopenComplaint(dto, caller.meta()), caller);
  }

  @Get(':id')
  @Allow('closures.read')
  @Answers(ClosureDetail)
  one(@IdParam() id: string, @Caller() caller: Caller): Promise<ClosureDetail> {
    return this.details.one(id, caller);
  }

  private async carryOut(
    id: string,
    command: ClosureCommand,
    caller: Caller,
  ): Promise<CommandAnswer> {
    return answer(await this.followUp.closures.handle(id, command, caller.handleOptions()));
  }
}
