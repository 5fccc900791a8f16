import { ApiProperty } from '@nestjs/swagger';
import { type Stage } from '@redress/contracts';
import { OneOfField, TextField } from '@redress/edge';
import type { TimeAxis } from '../../domain/risk/facts/facts-as-of.js';

const axes = ['recorded', 'occurred'] as const satisfies readonly TimeAxis[];

const momentMaxLength = 40;

const time = { type: 'string', format: 'date-time' } as const;
const anyObject = { type: 'object', additionalProperties: true } as const;

export class BoardMoment {
  @TextField(momentMaxLength, {
    optional: true,
    description: 'RFC 3339, or a date: the start of that day where the tenant is. Now by default.',
    example: '2026-03-01',
  })
  at?: string;

  @OneOfField(axes, {
    optional: true,
    description: '`recorded`: what we knew then. `occurred`: what was true then, as known now.',
  })
  axis: TimeAxis = 'recorded';
}

export class ReplayMoment extends BoardMoment {
  @TextField(momentMaxLength, {
    optional: true,
    description: 'An earlier moment; the answer then says what changed in between.',
  })
  from?: string;
}

export class BoardThenView {
  @ApiProperty(time)
  at: string;

  @ApiProperty({ enum: axes })
  axis: TimeAxis;

  @ApiProperty({ type: 'integer', description: 'Live and imported ones; rehearsals do not count.' })
  complaints: number;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  byStage: Readonly<Record<Stage, number>>;

  @ApiProperty({ type: 'string', description: 'Of the rows counted; same events, same hash.' })
  hash: string;
}

export class ReplayedEventView {
  @ApiProperty({ type: 'string', example: 'ConductIncidentConfirmed' })
  type: string;

  @ApiProperty({ type: 'string', description: 'Of its stream.', example: 'incident' })
  category: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  streamId: string;

  @ApiProperty({ type: 'integer', description: 'In its stream, from 1.' })
  version: number;

  @ApiProperty(time)
  occurredAt: string;

  @ApiProperty(time)
  recordedAt: string;

  @ApiProperty({ type: 'string', description: 'At its owner, `<log>/<partition>/<offset>`.' })
  position: string;
}

export class FieldDifferenceView {
  @ApiProperty({ type: 'string', example: 'score.scorePts' })
  field: string;

  @ApiProperty({ description: 'Of a list the entries that only the earlier moment has.' })
  before: unknown;

  @ApiProperty({ description: 'Of a list the entries that only the later moment has.' })
  after: unknown;
}

export class DifferenceView {
  @ApiProperty({ type: [FieldDifferenceView] })
  fields: readonly FieldDifferenceView[];

  @ApiProperty({ type: [ReplayedEventView] })
  events: readonly ReplayedEventView[];
}

/** A customer or a case at a moment. */
export class ReplayView {
  @ApiProperty(time)
  at: string;

  @ApiProperty({ enum: axes })
  axis: TimeAxis;

  @ApiProperty({ ...time, required: false })
  from?: string;

  @ApiProperty({
    ...anyObject,
    description:
      'A customer: tier, score of that day by the rules in force then, facts by kind. A case: the ' +
      'fields of the board, with clocks, forms and surveys.',
  })
  state: object;

  @ApiProperty({
    type: [ReplayedEventView],
    description: 'What made it, in the order of the axis; of more than 1,000 the newest.',
  })
  events: readonly ReplayedEventView[];

  @ApiProperty({ type: DifferenceView, required: false })
  difference?: DifferenceView;
}
