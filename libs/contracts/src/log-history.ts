import type { ChainStep, ProvenRange } from './offset-chain.js';
import {
  type PublishedEvent,
  type ReadMessage,
  StrangeRecordError,
  type TopicMessage,
  toTopicMessage,
} from './topic-record.js';

/**
 * An event as a structured CloudEvent: the headers of its message without `ce_`, and the value as
 * `data`. `key` and `value` of the message follow from it, byte for byte.
 */
export type HistoryEvent = Readonly<Record<string, unknown>>;

/** Offsets of which a reader is told that they are not theirs, the bounds included. */
export interface OffsetSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Events of one partition of a log after an offset. What is not the reader's is named by its offsets,
 * so that events and spans together are all that was recorded from `after` to `upTo`.
 */
export interface HistoryPage {
  readonly log: string;
  readonly partition: number;
  /** The offset that was asked after; -1 for the beginning. */
  readonly after: number;
  /** The last offset that the page covers; ask after it for the next one. */
  readonly upTo: number;
  /** The last offset of the log when the page was made: at `upTo` = `end` the reader has it all. */
  readonly end: number;
  readonly items: readonly HistoryEvent[];
  readonly elsewhere: readonly OffsetSpan[];
}

/** The structured form of a message. */
export function toHistoryEvent({ headers, value }: TopicMessage): HistoryEvent {
  const attributes = Object.entries(headers).map(([name, text]) => [
    name.replace(/^ce_/, ''),
    text,
  ]);
  const data: unknown = JSON.parse(value.toString());
  return { ...Object.fromEntries(attributes), datacontenttype: 'application/json', data };
}

/**
 * The message of such an event, as it stands on the topic: for `fromTopicMessage`.
 *
 * @throws StrangeRecordError where it is no event of a history
 */
export function messageOfHistory(partition: number, event: HistoryEvent): ReadMessage {
  const { data, datacontenttype: _, ...attributes } = event;
  const key = attributes['partitionkey'];
  const headers = Object.entries(attributes).map(([name, text]) => {
    if (typeof text !== 'string') throw new StrangeRecordError(`${name} is no text`);
    return [name === 'traceparent' ? name : `ce_${name}`, text];
  });
  if (typeof key !== 'string' || data === undefined) {
    throw new StrangeRecordError('an event of a history has a key and data');
  }
  return {
    ...{ partition, key: Buffer.from(key), value: Buffer.from(JSON.stringify(data)) },
    headers: Object.fromEntries(headers),
  };
}

/** What one more span of others' offsets says about a range, as `chainOf` does of an event. */
export function chainPast(range: ProvenRange, { from, to }: OffsetSpan): ChainStep {
  if (to <= range.upTo) return { kind: 'REPEAT', range };
  if (from !== range.upTo + 1) return { kind: 'HOLE', range };
  return { kind: 'NEXT', range: { ...range, upTo: to } };
}

/** Which records of a partition, one after another, a page is made of. */
export interface HistoryAsked {
  readonly log: string;
  readonly partition: number;
  readonly after: number;
  readonly end: number;
  readonly tenantId: string;
}

/** The page of these records, which follow `after` without a gap, for a reader of one tenant. */
export function historyPage(
  { log, partition, after, end, tenantId }: HistoryAsked,
  records: readonly PublishedEvent[],
): HistoryPage {
  const items: HistoryEvent[] = [];
  const elsewhere: OffsetSpan[] = [];
  for (const record of records) {
    const { offset } = record.position;
    const last = elsewhere.at(-1);
    if (record.envelope.stream.tenantId === tenantId)
      items.push(toHistoryEvent(toTopicMessage(record)));
    else if (last?.to === offset - 1) elsewhere[elsewhere.length - 1] = { ...last, to: offset };
    else elsewhere.push({ from: offset, to: offset });
  }
  const upTo = records.at(-1)?.position.offset ?? after;
  return { log, partition, after, upTo, end: Math.max(end, upTo), items, elsewhere };
}
