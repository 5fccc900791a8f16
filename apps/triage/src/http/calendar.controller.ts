import { Body, Get, Inject, Post, Query } from '@nestjs/common';
import {
  Allow,
  answer,
  AnswersPage,
  Caller,
  calendarOf,
  type CommandAnswer,
  type Page,
  PageQuery,
  ServiceController,
} from '@redress/edge';
import type { TimePolicyCommand } from '../domain/time-policy-command.js';
import { CalendarVersion, ClockPolicyVersion } from './time-policies.dto.js';
import { TimePoliciesQuery } from '../read-models/time-policies.query.js';
import { PublishCalendarDto, PublishClockPolicyDto } from './calendar.dto.js';
import { TRIAGE, type Triage } from './triage.port.js';

@ServiceController('triage', 'calendars')
export class CalendarController {
  constructor(
    @Inject(TRIAGE) private readonly triage: Triage,
    private readonly policies: TimePoliciesQuery,
  ) {}

  @Post()
  @Allow('calendars.publish')
  publish(@Body() dto: PublishCalendarDto, @Caller() caller: Caller): Promise<CommandAnswer> {
    const data = { calendar: calendarOf(dto.calendar) };
    return this.carryOut({ type: 'PublishCalendar', data, meta: caller.meta() }, caller);
  }

  @Post('clock-policies')
  @Allow('clock-policies.publish')
  publishClockPolicy(
    @Body() dto: PublishClockPolicyDto,
    @Caller() caller: Caller,
  ): Promise<CommandAnswer> {
    const data = { ...dto, targets: dto.targets.map((target) => ({ ...target })) };
    return this.carryOut({ type: 'PublishClockPolicy', data, meta: caller.meta() }, caller);
  }

  @Get()
  @Allow('calendars.read')
  @AnswersPage(CalendarVersion)
  calendars(@Query() query: PageQuery, @Caller() caller: Caller): Promise<Page<CalendarVersion>> {
    return this.policies.calendars(query, caller);
  }

  @Get('clock-policies')
  @Allow('calendars.read')
  @AnswersPage(ClockPolicyVersion)
  clockPolicies(
    @Query() query: PageQuery,
    @Caller() caller: Caller,
  ): Promise<Page<ClockPolicyVersion>> {
    return this.policies.clockPolicies(query, caller);
  }

  /** There is one stream of time policies per tenant: the caller's own. */
  private async carryOut(command: TimePolicyCommand, caller: Caller): Promise<CommandAnswer> {
    const { tenantId } = caller;
    return answer(await this.triage.timePolicies.handle(tenantId, command, caller.handleOptions()));
  }
}
