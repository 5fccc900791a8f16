import { clockBases, type ClockKind, clockKinds } from '@redress/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { HistoryEntry } from '@redress/runtime';
import type { Standing } from '../domain/clock-state.js';

const phases: Standing['phase'][] = ['RUNNING', 'PAUSED', 'BREACHED', 'MET', 'CANCELLED'];

/** A stretch for which a clock stood still, or stands. */
class PauseDetail {
  @ApiProperty({ type: 'string' })
  reason: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  from: string;

  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'Absent: not over.' })
  to?: string;

  @ApiPropertyOptional({
    type: 'string',
    format: 'date-time',
    description: 'When it ends by itself.',
  })
  endsAt?: string;

  @ApiProperty({
    type: 'boolean',
    description: 'The customer was not asked anything in the ten minutes before.',
  })
  withoutQuestion: boolean;
}

/** A correction of a breach by evidence. */
class RestatementDetail {
  @ApiProperty({ enum: ['REQUESTED', 'APPROVED'] })
  step: 'REQUESTED' | 'APPROVED';

  @ApiProperty({ type: 'string', format: 'date-time' })
  metAt: string;
}

/** One promise and how it stands now. */
export class ClockDetail {
  @ApiProperty({ type: 'string', format: 'uuid' })
  clockId: string;

  @ApiProperty({ enum: clockKinds })
  kind: ClockKind;

  @ApiProperty({ type: 'integer' })
  round: number;

  @ApiPropertyOptional({ type: 'string', description: 'The form or proposal that it is about.' })
  subjectId?: string;

  @ApiProperty({ enum: phases })
  state: Standing['phase'];

  @ApiProperty({ type: 'string', format: 'date-time' })
  startedAt: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    description: 'Of a paused clock: as if it ran on.',
  })
  dueAt: string;

  @ApiProperty({ enum: clockBases })
  basis: (typeof clockBases)[number];

  @ApiProperty({ type: 'integer', description: 'Its length, in the seconds that count.' })
  targetSec: number;

  @ApiProperty({ type: 'integer', description: 'Share of its time used up; above 100 when late.' })
  usedPct: number;

  @ApiPropertyOptional({ type: 'string', format: 'date-time' })
  breachedAt?: string;

  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'Met or cancelled.' })
  endedAt?: string;

  @ApiPropertyOptional({ type: 'string', description: 'Why it was cancelled.' })
  cancelReason?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'Seconds past the due time when met.' })
  overSec?: number;

  @ApiProperty({ type: PauseDetail, isArray: true })
  pauses: PauseDetail[];

  @ApiPropertyOptional({ type: RestatementDetail })
  restatement?: RestatementDetail;

  @ApiProperty({ type: 'integer' })
  policyVersion: number;

  @ApiProperty({ type: 'integer' })
  calendarVersion: number;
}

/** The promises of one case, as they stand at the time of the request. */
export class ClocksDetail {
  @ApiProperty({ type: 'string', format: 'uuid', description: 'Id of the complaint.' })
  id: string;

  @ApiProperty({ type: 'integer', description: 'Send it as If-Match to act on what you saw.' })
  version: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  at: string;

  @ApiProperty({ type: 'integer' })
  round: number;

  @ApiPropertyOptional({
    type: 'boolean',
    description: 'Of a case of another system: whether that system kept its promise.',
  })
  promiseKept?: boolean;

  @ApiProperty({ type: ClockDetail, isArray: true })
  clocks: ClockDetail[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Texts are withheld unless the request states a Redress-Purpose.',
  })
  history: readonly HistoryEntry[];
}
