import { pauseReasons } from '@redress/contracts';
import { IdField, item, ListField, OneOfField, TextField, TimestampField } from '@redress/edge';

export class ResumeClockDto {
  @IdField({ description: 'One of the clocks of the case.' })
  clockId: string;
}

export class PauseClockDto extends ResumeClockDto {
  @OneOfField(pauseReasons, { description: 'The only reasons for which a clock stands still.' })
  reason: (typeof pauseReasons)[number];
}

export class ApproveRestatementDto extends ResumeClockDto {
  @TextField(2_000, { description: "The approver's own reason." })
  reason: string;
}

export class RequestRestatementDto extends ApproveRestatementDto {
  @TimestampField({ description: 'When the promise was really kept.' })
  metAt: string;

  @ListField(item.id(), 20, { description: 'The registered evidence that shows it.' })
  evidenceIds: string[];
}
