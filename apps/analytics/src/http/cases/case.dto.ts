import { ApiProperty } from '@nestjs/swagger';
import {
  type Channel,
  channels,
  severities,
  type Severity,
  stages,
  type Stage,
} from '@redress/contracts';
import {
  CursorField,
  FlagField,
  IdField,
  LimitField,
  OneOfField,
  type PageQuery,
  pageLimitDefault,
} from '@redress/edge';
import { type Origin, origins } from '@redress/kernel';

/** Which cases; all of them by default. */
export class CaseFilter {
  @OneOfField(stages, { optional: true })
  stage?: Stage;

  @OneOfField(origins, { optional: true })
  origin?: Origin;

  @OneOfField(severities, { optional: true })
  severity?: Severity;

  @OneOfField(channels, { optional: true })
  channel?: Channel;

  @IdField({ optional: true, description: 'Whoever is responsible for the case.' })
  owner?: string;

  @FlagField({ optional: true, description: 'Whether any promise was broken.' })
  breached?: boolean;

  @FlagField({ optional: true })
  suspectedDuplicate?: boolean;
}

export class CaseListQuery extends CaseFilter implements PageQuery {
  @LimitField()
  limit: number = pageLimitDefault;

  @CursorField()
  cursor?: string;
}

export class BoardQuery {
  @OneOfField(origins, { optional: true, description: 'Only cases of this origin.' })
  origin?: Origin;
}

/** The whole pipeline in numbers. */
export class Board {
  @ApiProperty({ type: 'integer' })
  total: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'One number for each stage, 0 included.',
    example: { RECEIVED: 2, CLOSED: 40 },
  })
  byStage: Record<Stage, number>;

  @ApiProperty({ type: 'integer', description: 'Imported: the other system answered in time.' })
  promiseKept: number;

  @ApiProperty({ type: 'integer' })
  promiseBroken: number;

  @ApiProperty({ type: 'integer' })
  suspectedDuplicates: number;

  @ApiProperty({ type: 'integer', description: 'Passed on before they were received.' })
  sentBeforeReceived: number;

  @ApiProperty({ type: 'integer' })
  disputed: number;

  @ApiProperty({ type: 'integer', description: 'With a broken promise of our own.' })
  breached: number;
}
