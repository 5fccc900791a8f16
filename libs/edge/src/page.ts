import { IntField, TextField } from './field.decorator.js';

/** Most items of one page. */
export const pageLimitMax = 200;

const pageLimitDefault = 50;

/** One page of a list. `nextCursor` is null on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** Where a list goes on: the sort key of the last item. Plain values, no personal text. */
export type CursorState = readonly (string | number | null)[];

/** The query of a list; extend it to add filters. */
export class PageQuery {
  @IntField(1, pageLimitMax, { optional: true, description: 'Most items, 50 by default.' })
  limit: number = pageLimitDefault;

  @TextField(1_024, { optional: true, description: '`nextCursor` of the page before.' })
  cursor?: string;
}
