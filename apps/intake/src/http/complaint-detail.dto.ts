import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { HistoryEntry } from '@redress/runtime';
import type { ComplaintValues } from '../domain/complaint-state.js';
import type { HistoricFacts } from '../domain/historic-case.policy.js';

/** One complaint as intake knows it: the present values and all that was recorded. */
export class ComplaintDetail {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'integer', description: 'Send it as If-Match to act on what you saw.' })
  version: number;

  @ApiProperty({ type: 'string', example: 'C-2026-000123' })
  complaintNo: string;

  @ApiProperty({ enum: ['RECEIVED', 'THANKED'] })
  status: 'RECEIVED' | 'THANKED';

  @ApiProperty({ type: 'object', additionalProperties: true })
  values: ComplaintValues;

  @ApiProperty({ type: 'boolean' })
  apologised: boolean;

  @ApiProperty({ type: 'boolean' })
  withdrawalRequested: boolean;

  @ApiProperty({ type: 'boolean' })
  referred: boolean;

  @ApiPropertyOptional({
    type: 'string',
    format: 'uuid',
    description: 'The customer that the complainant is proven to be.',
  })
  customerId?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  historic?: { readonly facts: HistoricFacts; readonly narrativeMac?: string };

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Texts are withheld unless the request states a Redress-Purpose.',
  })
  history: HistoryEntry[];
}
