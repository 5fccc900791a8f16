import { ApiProperty } from '@nestjs/swagger';
import type { ClockPolicy, StoredCalendar } from '../domain/time-policy-command.js';

/** One version of the business hours; the newest is in force. */
export class CalendarVersion {
  @ApiProperty({ type: 'integer' })
  calendarVersion: number;

  @ApiProperty({ type: 'object', additionalProperties: true })
  calendar: StoredCalendar;
}

/** One version of the promises and their lengths; the newest is in force. */
export class ClockPolicyVersion implements ClockPolicy {
  @ApiProperty({ type: 'integer' })
  policyVersion: number;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  targets: ClockPolicy['targets'];

  @ApiProperty({ type: 'array', items: { type: 'integer' } })
  warnPcts: number[];

  @ApiProperty({ type: 'integer' })
  thirdPartyPauseDays: number;
}
