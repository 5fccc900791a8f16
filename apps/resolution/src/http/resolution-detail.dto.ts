import { type Severity, severities } from '@redress/contracts';
import type { HistoryEntry } from '@redress/runtime';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Progress } from '../domain/resolution-state.js';

const steps: Progress['step'][] = [
  'REMEDY_OPEN',
  'REMEDY_DECIDED',
  'PROPOSED',
  'ANSWERED',
  'RESPONDED',
];

/** A proposal that waits for its answer. */
export class OpenProposalDetail {
  @ApiProperty({ type: 'integer' })
  proposalNo: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  proposedAt: string;

  @ApiProperty({ type: 'integer', description: 'Reminders sent since; two make silence count.' })
  chasers: number;

  @ApiPropertyOptional({ type: 'string', format: 'date-time' })
  overdueAt?: string;
}

/** The resolution of one case: how far it has come, and all that was recorded. */
export class ResolutionDetail {
  @ApiProperty({ type: 'string', format: 'uuid', description: 'Id of the complaint.' })
  id: string;

  @ApiProperty({ type: 'integer', description: 'Send it as If-Match to act on what you saw.' })
  version: number;

  @ApiProperty({ type: 'integer' })
  round: number;

  @ApiProperty({ enum: steps })
  step: Progress['step'];

  @ApiProperty({ type: 'boolean' })
  closed: boolean;

  @ApiPropertyOptional({ enum: severities })
  severity?: Severity;

  @ApiPropertyOptional({ type: OpenProposalDetail })
  openProposal?: OpenProposalDetail;

  @ApiPropertyOptional({
    type: 'string',
    description: 'What the final response of the round said.',
  })
  outcome?: string;

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
