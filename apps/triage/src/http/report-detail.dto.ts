import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { HistoryEntry } from '@redress/runtime';

/** What happened to a report, without who did it: whoever dealt with it is protected as well. */
export type ReportEntry = Omit<HistoryEntry, 'actor'>;

/** One report, and all that was recorded of it. */
export class ReportDetail {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'integer', description: 'Send it as If-Match to act on what you saw.' })
  version: number;

  @ApiProperty({ enum: ['RECEIVED', 'ASSESSED'] })
  status: string;

  @ApiPropertyOptional({ enum: ['SUBSTANTIATED', 'UNSUBSTANTIATED', 'REFERRED'] })
  outcome?: string;

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Without actors. Texts are withheld unless the request states a Redress-Purpose.',
  })
  history: ReportEntry[];
}
