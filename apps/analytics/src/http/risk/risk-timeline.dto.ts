import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { origins } from '@redress/kernel';
import { TimelineActor } from '../cases/case-detail.dto.js';

const time = { type: 'string', format: 'date-time' } as const;

/** One event about a customer. Texts are shown by the service that owns them. */
export class CustomerTimelineEntry {
  @ApiProperty({ type: 'string', example: 'intake/3/17', description: 'Where its owner has it.' })
  position: string;

  @ApiProperty({ ...time, description: 'When it was true.' })
  occurredAt: string;

  @ApiProperty({ ...time, description: 'When its owner learnt it.' })
  recordedAt: string;

  @ApiProperty({ type: 'string', example: 'complaint' })
  category: string;

  @ApiProperty({ type: 'string', format: 'uuid', description: 'Customer, complaint or incident.' })
  streamId: string;

  @ApiProperty({ type: 'integer', description: 'Version of its stream.' })
  version: number;

  @ApiProperty({ type: 'string', example: 'TierRaised' })
  type: string;

  @ApiProperty({ type: 'integer', nullable: true })
  round: number | null;

  @ApiProperty({ enum: origins })
  origin: string;

  @ApiPropertyOptional({ type: TimelineActor, description: 'Not told of an incident.' })
  actor?: TimelineActor;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Codes, times, ids.' })
  details: Record<string, unknown>;
}
