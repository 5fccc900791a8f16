import { ApiProperty } from '@nestjs/swagger';
import type { HistoryEntry } from '@redress/runtime';

/** One piece of evidence and how it was registered. */
export class EvidenceDetail {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  history: HistoryEntry[];
}
