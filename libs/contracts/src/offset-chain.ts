import type { PublishedEvent } from './topic-record.js';

/** What a reader of one partition has proven to have read without a gap: offsets of the log. */
export interface ProvenRange {
  /** The offset before the first event of the range; -1 when that is the first event of all. */
  readonly after: number;
  /** The last event of the range; equal to `after` while there is none. */
  readonly upTo: number;
}

/** Where the very first event is still to come: whoever begins here proves the whole history. */
export const beginning: ProvenRange = { after: -1, upTo: -1 };

/**
 * What one more event says about a range.
 *
 * - `NEXT`: it follows; `range` has it now
 * - `REPEAT`: it was read before, for a topic may hold an event twice; drop it
 * - `HOLE`: events between `range.upTo` and this one are missing; stop, and keep the range
 */
export interface ChainStep {
  readonly kind: 'NEXT' | 'REPEAT' | 'HOLE';
  readonly range: ProvenRange;
}

/**
 * Follows the chain of one partition: each event names the offset that was published before it, so
 * what is missing is noticed by whoever misses it. Without a range (`undefined`) the event begins
 * one, and nothing is said about what came before.
 */
export function chainOf(
  range: ProvenRange | undefined,
  { position, previous }: Pick<PublishedEvent, 'position' | 'previous'>,
): ChainStep {
  const { offset } = position;
  const known = range ?? { after: previous, upTo: previous };
  if (range && offset <= range.upTo) return { kind: 'REPEAT', range };
  if (previous !== known.upTo || offset <= previous) return { kind: 'HOLE', range: known };
  return { kind: 'NEXT', range: { after: known.after, upTo: offset } };
}
