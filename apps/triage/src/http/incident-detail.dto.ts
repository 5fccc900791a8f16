import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { HistoryEntry } from '@redress/runtime';
import type { ShownStatus } from '../domain/unreviewed-incident.policy.js';

/** One incident of conduct: what was reported, what was decided, and all that was recorded. */
export class IncidentDetail {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'integer', description: 'Send it as If-Match to act on what you saw.' })
  version: number;

  @ApiProperty({ type: 'string', format: 'uuid' })
  identityId: string;

  @ApiProperty({ enum: ['CUSTOMER', 'COMPLAINT'] })
  identityKind: string;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  complaintId?: string;

  @ApiProperty({ type: 'string', example: 'BEHAVIOUR' })
  class: string;

  @ApiProperty({ type: 'string', example: 'B1' })
  factor: string;

  @ApiProperty({ type: 'integer', description: 'As confirmed; before that as reported.' })
  severity: number;

  @ApiProperty({ type: 'integer' })
  reportedSeverity: number;

  @ApiProperty({ enum: ['OPEN', 'EXPIRED', 'CONFIRMED', 'REJECTED'] })
  status: ShownStatus;

  @ApiProperty({ type: 'string', format: 'uuid', isArray: true })
  evidenceIds: readonly string[];

  @ApiProperty({ type: 'string' })
  source: string;

  @ApiProperty({ type: 'string' })
  reporterId: string;

  @ApiPropertyOptional({ type: 'string' })
  adjudicatorId?: string;

  @ApiProperty({ type: 'string', format: 'date-time', description: 'Until then it counts open.' })
  expiresAt: string;

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Texts are withheld unless the request states a Redress-Purpose.',
  })
  history: HistoryEntry[];
}
