import {
  clockBases,
  type ClockKind,
  clockKinds,
  type Severity,
  severities,
} from '@redress/contracts';
import { CalendarDto, IntField, item, ListField, ObjectField, OneOfField } from '@redress/edge';

export class PublishCalendarDto {
  @ObjectField(() => CalendarDto)
  calendar: CalendarDto;
}

export class ClockTargetDto {
  @OneOfField(clockKinds)
  kind: ClockKind;

  @OneOfField(severities, { optional: true, description: 'Without it the target holds for all.' })
  severity?: Severity;

  @OneOfField(clockBases)
  basis: (typeof clockBases)[number];

  @IntField(1, 100_000_000, { optional: true, description: 'Length of an ELAPSED clock.' })
  targetSec?: number;

  @IntField(1, 1_000, { optional: true, description: 'Length of a BUSINESS clock.' })
  targetDays?: number;
}

export class PublishClockPolicyDto {
  @ListField(() => ClockTargetDto, 100, { description: 'Every kind, for all severities.' })
  targets: ClockTargetDto[];

  @ListField(item.int(1, 99), 8, { description: 'Rising: when to warn before a breach.' })
  warnPcts: number[];

  @IntField(1, 365, { description: 'Business days for which a third party may be waited for.' })
  thirdPartyPauseDays: number;
}
