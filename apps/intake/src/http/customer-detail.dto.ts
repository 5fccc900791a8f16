import { ApiProperty } from '@nestjs/swagger';
import type { HistoryEntry } from '@redress/runtime';

/** One customer and everything that was recorded about them. */
export class CustomerDetail {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'integer' })
  version: number;

  @ApiProperty({ type: 'integer', description: 'Transactions that were observed.' })
  orders: number;

  @ApiProperty({ type: 'integer' })
  returns: number;

  @ApiProperty({ type: 'integer' })
  credits: number;

  @ApiProperty({ type: 'integer' })
  reviews: number;

  @ApiProperty({ type: 'integer', description: 'What speaks for them.' })
  brightSpots: number;

  @ApiProperty({
    type: 'string',
    format: 'uuid',
    isArray: true,
    description:
      'Linked customers with higher ids: a link is kept with the smaller one. `/risk/{id}` has all.',
  })
  links: readonly string[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Texts are withheld unless the request states a Redress-Purpose.',
  })
  history: HistoryEntry[];
}
