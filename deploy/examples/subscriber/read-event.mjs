import {
  chainOf,
  fromTopicMessage,
  redressCatalogue,
  StrangeRecordError,
} from '@redress/contracts';

/** Events are missing: the topic lost them, or no longer keeps them. Nothing behind them was read. */
export class EventsMissingError extends Error {
  name = 'EventsMissingError';
}

/** This release of the contracts cannot read an event. Install a newer one, and start again. */
export class EventUnreadableError extends Error {
  name = 'EventUnreadableError';
}

/**
 * The progress after one more record. What a real subscriber does with an event stands where it is
 * counted here.
 *
 * @typedef {import('./progress.mjs').Progress} Progress
 * @typedef {import('@redress/contracts').ReadMessage & { readonly offset: number }} TopicRecord
 * @type {(log: string, progress: Progress, record: TopicRecord) => Progress}
 * @throws {EventsMissingError | EventUnreadableError}
 */
export function readEvent(log, progress, record) {
  const next = record.offset + 1;
  const event = eventOf(log, record);
  if (!event) return { ...progress, next };
  const { kind, range } = chainOf(progress.range, event);
  if (kind === 'REPEAT') return { ...progress, next };
  const place = `${log}/${record.partition}/${event.position.offset}`;
  if (kind === 'HOLE') {
    const { previous } = event;
    throw new EventsMissingError(`${place} follows ${previous}, and ${range.upTo} was read last`);
  }
  const { stream, type, schemaVersion } = event.envelope;
  const at = { log, category: stream.category, type, schemaVersion };
  const decoded = redressCatalogue.decodeTolerantly(at, event.data);
  // A type that is newer than this program is nothing that it could have waited for.
  if (!decoded.ok && decoded.problem !== 'UNKNOWN_TYPE') {
    throw new EventUnreadableError(`${place}: ${decoded.problem}, ${decoded.detail}`);
  }
  const name = `${log}/${at.category}.${type}${decoded.ok ? '' : ' (unknown)'}`;
  const counts = { ...progress.counts, [name]: (progress.counts[name] ?? 0) + 1 };
  return { next, range, counts };
}

/**
 * The event of a record; undefined where somebody else wrote it. Were it a damaged one of ours, the
 * next event would miss it.
 *
 * @type {(log: string, record: TopicRecord) => import('@redress/contracts').PublishedEvent | undefined}
 */
function eventOf(log, record) {
  try {
    return fromTopicMessage(log, record);
  } catch (error) {
    if (error instanceof StrangeRecordError) return undefined;
    throw error;
  }
}
