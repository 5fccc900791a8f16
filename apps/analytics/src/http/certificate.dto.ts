import { ApiProperty } from '@nestjs/swagger';
import { OneOfField, PageQuery } from '@redress/edge';
import { analyticsProjections } from '../read-models/analytics-projections.js';

const projections = analyticsProjections.map(({ name }) => name);

export class CertificateQuery extends PageQuery {
  @OneOfField(projections, { optional: true })
  projection?: string;
}

export class CertificateDifference {
  @ApiProperty({ type: 'string' })
  key: string;

  @ApiProperty({ type: [String] })
  columns: readonly string[];
}

/** What a rebuild or a verification read, made, and found in comparison with what is shown. */
export class CertificateView {
  @ApiProperty({ type: 'integer', description: 'Later ones have higher numbers.' })
  no: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  madeAt: string;

  @ApiProperty({ type: 'string' })
  projection: string;

  @ApiProperty({ type: 'integer' })
  version: number;

  @ApiProperty({ type: 'integer' })
  events: number;

  @ApiProperty({ type: 'integer', description: 'Events that operators had discarded.' })
  leftOut: number;

  @ApiProperty({ type: 'integer' })
  rows: number;

  @ApiProperty({ type: 'string' })
  hash: string;

  @ApiProperty({ type: 'boolean', nullable: true, description: 'Null: nothing to compare with.' })
  equalToLive: boolean | null;

  @ApiProperty({ type: 'integer', description: 'Rows listed as different, of any tenant.' })
  differing: number;

  @ApiProperty({
    type: [CertificateDifference],
    description: 'Those of your tenant, for who may see whose rows they are.',
  })
  differences: readonly CertificateDifference[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Offsets that were folded, by `<log>/<partition>`.',
  })
  upTo: Readonly<Record<string, number>>;

  @ApiProperty({ type: 'string', description: 'Digest of what the projection declares.' })
  declared: string;

  @ApiProperty({ type: 'string', description: 'Version of the code.' })
  code: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  policies: Readonly<Record<string, number>>;

  @ApiProperty({ type: 'number' })
  seconds: number;

  @ApiProperty({ type: 'integer' })
  eventsPerSecond: number;

  @ApiProperty({ type: 'integer' })
  peakMemoryBytes: number;
}
