import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { HistoryEntry } from '@redress/runtime';
import type { InvestigationState } from '../domain/investigation-state.js';

/** What a complaint is about; codes only. */
class ClassificationDetail {
  @ApiProperty({ type: 'string' })
  cause: string;

  @ApiProperty({ type: 'string', isArray: true })
  causePath: readonly string[];

  @ApiProperty({ type: 'string', example: 'S3' })
  severity: string;

  @ApiProperty({ type: 'string', isArray: true })
  specialTypes: readonly string[];

  @ApiPropertyOptional({ type: 'string' })
  regionCode?: string;

  @ApiPropertyOptional({ type: 'string' })
  productId?: string;

  @ApiPropertyOptional({ type: 'string' })
  lot?: string;

  @ApiPropertyOptional({ type: 'integer' })
  gap?: number;

  @ApiPropertyOptional({ type: 'integer' })
  intensity?: number;

  @ApiProperty({ type: 'integer' })
  taxonomyVersion: number;
}

/** A part of the responsibility. */
class ShareDetail {
  @ApiProperty({ type: 'string' })
  party: string;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  departmentId?: string;

  @ApiProperty({ type: 'integer' })
  pct: number;
}

/** The investigation of one case: how far this round has come, and all that was recorded. */
export class InvestigationDetail {
  @ApiProperty({ type: 'string', format: 'uuid', description: 'Id of the complaint.' })
  id: string;

  @ApiProperty({ type: 'integer', description: 'Send it as If-Match to act on what you saw.' })
  version: number;

  @ApiProperty({ type: 'integer' })
  round: number;

  @ApiProperty({ enum: ['NOT_STARTED', 'INVESTIGATING'] })
  step: InvestigationState['inquiry']['step'];

  @ApiProperty({ type: 'boolean' })
  closed: boolean;

  @ApiProperty({ type: 'boolean' })
  thanked: boolean;

  @ApiProperty({ type: 'boolean', description: 'An apology precedes every attribution.' })
  apologised: boolean;

  @ApiPropertyOptional({ type: 'string', description: 'The system that handled it before.' })
  historicSource?: string;

  @ApiPropertyOptional({ type: ClassificationDetail })
  classification?: ClassificationDetail;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  ownerId?: string;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  teamId?: string;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  leadId?: string;

  @ApiProperty({ type: 'integer', description: 'Findings of this round.' })
  findings: number;

  @ApiPropertyOptional({ type: ShareDetail, isArray: true })
  shares?: readonly ShareDetail[];

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
