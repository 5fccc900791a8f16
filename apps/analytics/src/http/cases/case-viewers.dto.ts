import { ApiProperty } from '@nestjs/swagger';

export class CaseViewer {
  @ApiProperty({ type: 'string', format: 'uuid' })
  userId: string;

  @ApiProperty({ type: 'integer', description: 'Milliseconds since they said so.' })
  seenMsAgo: number;

  @ApiProperty({ type: 'boolean' })
  isYou: boolean;
}

/** Who is looking now, the one seen last first. Empty while the store of presence does not answer. */
export class CaseViewers {
  @ApiProperty({ type: [CaseViewer] })
  viewers: readonly CaseViewer[];
}
