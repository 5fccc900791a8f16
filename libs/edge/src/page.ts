import { IntField, TextField } from './field.decorator.js';

/** Most items of one page. */
export const pageLimitMax = 200;

/** Items of a page where nothing else is asked for. */
export const pageLimitDefault = 50;

/** One page of a list. `nextCursor` is null on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** Where a list goes on: the sort key of the last item. Plain values, no personal text. */
export type CursorState = readonly (string | number | null)[];

/** Most items of a page, for a list whose filters serve an export as well; else `PageQuery` has it. */
export function LimitField(): PropertyDecorator {
  const description = `Most items, ${pageLimitDefault} by default.`;
  return IntField(1, pageLimitMax, { optional: true, description });
}

/** Where a list goes on, beside `LimitField`. */
export function CursorField(): PropertyDecorator {
  return TextField(1_024, { optional: true, description: '`nextCursor` of the page before.' });
}

/** The query of a list; extend it to add filters. */
export class PageQuery {
  @LimitField()
  limit: number = pageLimitDefault;

  @CursorField()
  cursor?: string;
}
