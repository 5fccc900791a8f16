import { ApiProperty } from '@nestjs/swagger';
import type { HistoryPage, OffsetSpan } from '@redress/contracts';
import { IntField } from './field.decorator.js';

const [limitMax, limitDefault] = [1_000, 200];

/** From where on the history of a log is asked for. */
export class LogHistoryQuery {
  @IntField(-1, Number.MAX_SAFE_INTEGER, {
    optional: true,
    description: 'The offset read last; -1, the default, for the beginning.',
  })
  after = -1;

  @IntField(1, limitMax, {
    optional: true,
    description: `Most records, ${limitDefault} by default.`,
  })
  limit = limitDefault;
}

/** Offsets that follow each other, both ends included. */
export class OffsetSpanView implements OffsetSpan {
  @ApiProperty({ type: 'integer', minimum: 0 })
  from: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  to: number;
}

/** Events of a partition as its topic has them, as structured CloudEvents. */
export class LogHistoryView implements HistoryPage {
  @ApiProperty({ type: 'string' })
  log: string;

  @ApiProperty({ type: 'integer' })
  partition: number;

  @ApiProperty({ type: 'integer', minimum: -1, description: 'The offset that was asked after.' })
  after: number;

  @ApiProperty({ type: 'integer', minimum: -1, description: 'Ask after it for the next page.' })
  upTo: number;

  @ApiProperty({
    type: 'integer',
    minimum: -1,
    description: 'Last offset of the log: all is read.',
  })
  end: number;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  items: readonly Readonly<Record<string, unknown>>[];

  @ApiProperty({
    type: [OffsetSpanView],
    description: 'Offsets of other tenants: with the items they are all from `after` to `upTo`.',
  })
  elsewhere: readonly OffsetSpanView[];
}
