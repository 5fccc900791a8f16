import { type CloseGate, closeGates, preventionModes } from '@redress/contracts';
import type { HistoryEntry } from '@redress/runtime';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const formStatuses = ['SENT', 'ACKNOWLEDGED', 'DISPUTED', 'DECIDED'] as const;
const surveyStatuses = ['NOT_SENT', 'SENT', 'DECLINED', 'ANSWERED'] as const;

/** What one department was told in this round. */
export class FeedbackFormDetail {
  @ApiProperty({ type: 'string', example: 'F-2026-000123-1' })
  formNo: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  departmentId: string;

  @ApiProperty({ enum: formStatuses })
  status: (typeof formStatuses)[number];

  @ApiProperty({ type: 'boolean', description: 'The department may still dispute it.' })
  disputable: boolean;
}

/** The survey of this round. */
export class SurveyDetail {
  @ApiProperty({ enum: surveyStatuses })
  status: (typeof surveyStatuses)[number];

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 5 })
  csat?: number;

  @ApiProperty({ type: 'boolean', description: 'Satisfaction of 2 or less: call the customer.' })
  dissatisfied: boolean;
}

/** The closure of one case: what is met, what is missing, and all that was recorded. */
export class ClosureDetail {
  @ApiProperty({ type: 'string', format: 'uuid', description: 'Id of the complaint.' })
  id: string;

  @ApiProperty({ type: 'integer', description: 'Send it as If-Match to act on what you saw.' })
  version: number;

  @ApiProperty({ type: 'integer' })
  round: number;

  @ApiProperty({ type: 'boolean' })
  closed: boolean;

  @ApiPropertyOptional({ type: 'string', format: 'date-time' })
  closedAt?: string;

  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...closeGates] } })
  metGates: readonly CloseGate[];

  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...closeGates] } })
  unmetGates: readonly CloseGate[];

  @ApiProperty({ type: 'array', items: { type: 'string', format: 'uuid' } })
  responsibleDepartments: readonly string[];

  @ApiProperty({ type: [FeedbackFormDetail] })
  forms: readonly FeedbackFormDetail[];

  @ApiProperty({ type: SurveyDetail })
  survey: SurveyDetail;

  @ApiPropertyOptional({ enum: preventionModes })
  prevention?: (typeof preventionModes)[number];

  @ApiProperty({ type: 'boolean', description: 'The customer disputed the outcome elsewhere.' })
  disputed: boolean;

  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    description: 'Positions of other services that were heard.',
  })
  heard: readonly string[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Texts are withheld unless the request states a Redress-Purpose.',
  })
  history: readonly HistoryEntry[];
}
