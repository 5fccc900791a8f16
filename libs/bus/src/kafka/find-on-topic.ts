import type { LogRecord } from '@redress/event-log';
import type { TopicRange } from './kafka-client.port.js';
import { KafkaError } from './kafka.error.js';

/** A record of the log and where it stands on the topic. */
export interface PlacedRecord {
  readonly at: number;
  readonly record: LogRecord;
}

/** Records from an offset of the topic on, in its order; empty only at its end. */
export type FetchPage = (at: number) => Promise<readonly PlacedRecord[]>;

/** Jumps that are tried before the search walks. Each is exact where nothing was published twice. */
const jumpsMax = 12;

/** First step back of the walk; each further one is twice as long. */
const stepBack = 500;

/**
 * Finds what follows `after` in the log, on a topic whose offsets are not those of the log: it may
 * have been begun later, records may have expired, and a relay that began anew has published some
 * twice. Since a record is published only behind the one before it, `n` offsets of the topic are
 * never more than `n` new offsets of the log, so a jump forward never leaps over what is wanted.
 *
 * @returns the first page of them, each the successor of the one before; empty when `after` is the
 *   newest, or not yet on the topic
 * @throws KafkaError OFFSET_GONE when the next one is no longer kept
 */
export async function findAfter(
  after: number,
  range: TopicRange,
  fetch: FetchPage,
): Promise<readonly PlacedRecord[]> {
  if (range.first === range.end) return [];
  let at = within(after + 1, range);
  for (let jump = 0; jump < jumpsMax; jump += 1) {
    const page = await fetch(at);
    const [first] = page;
    if (!first) return [];
    const { offset } = first.record.position;
    if (first.record.previous > after) {
      if (at <= range.first) break;
      at = within(at - (offset - after - 1), range);
      continue;
    }
    const found = chainAfter(after, page);
    if (found.length > 0) return found;
    const last = page.at(-1) ?? first;
    // Whoever has read the newest record has read all. Only a relay that was thought dead can put an
    // old one there; what stands before it is then found as soon as the next new one comes.
    if (last.at >= range.end - 1 && last.record.position.offset === after) return [];
    at = last.at + Math.max(1, after - last.record.position.offset);
    if (at >= range.end) break;
  }
  return walkAfter(after, range, fetch);
}

/** The slow way, for a topic on which several relays have written side by side. */
async function walkAfter(
  after: number,
  range: TopicRange,
  fetch: FetchPage,
): Promise<readonly PlacedRecord[]> {
  let newest = -1;
  for (let back = stepBack; ; back *= 2) {
    const from = Math.max(range.first, range.end - back);
    let at = from;
    for (let page = await fetch(at); page.length > 0; page = await fetch(at)) {
      const found = chainAfter(after, page);
      if (found.length > 0) return found;
      for (const { record } of page) newest = Math.max(newest, record.position.offset);
      at = (page.at(-1)?.at ?? at) + 1;
      if (at >= range.end) break;
    }
    if (from === range.first) {
      if (newest <= after) return [];
      throw new KafkaError('OFFSET_GONE', `what follows offset ${after} is not on the topic`);
    }
  }
}

/** What follows `after` without a hole, from wherever in the page it begins. */
function chainAfter(after: number, page: readonly PlacedRecord[]): readonly PlacedRecord[] {
  const chain: PlacedRecord[] = [];
  let last = after;
  for (const placed of page) {
    const { previous, position } = placed.record;
    if (position.offset <= last || previous !== last) continue;
    chain.push(placed);
    last = position.offset;
  }
  return chain;
}

function within(at: number, { first, end }: TopicRange): number {
  return Math.min(Math.max(at, first), end - 1);
}
