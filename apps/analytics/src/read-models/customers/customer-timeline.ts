import type { CursorState } from '@redress/edge';
import { type JournalRecord, sourceOf } from '@redress/event-log';
import { formatPosition } from '@redress/kernel';
import { eventDetails } from '../../domain/event-details.policy.js';
import type { CustomerTimelineEntry } from '../../http/risk/risk-timeline.dto.js';

/** A part of a timeline, and where the next one begins; `next` is absent at the end. */
export interface TimelinePage {
  readonly entries: readonly CustomerTimelineEntry[];
  readonly next?: CursorState;
}

/** A record with its place in the order of a timeline. */
interface Placed {
  readonly record: JournalRecord;
  readonly place: Place;
}

type Place = readonly [
  occurredAt: string,
  recordedAt: string,
  log: string,
  partition: number,
  offset: number,
];

/**
 * At most `limit` events after a cursor, in the order in which they were true; of one instant in the
 * order in which they were learnt, then in that of their logs.
 */
export function timelinePage(
  records: readonly JournalRecord[],
  limit: number,
  after: CursorState | undefined,
): TimelinePage {
  const left = records
    .map((record): Placed => ({ record, place: placeOf(record) }))
    .filter(({ place }) => after === undefined || compare(place, after) > 0)
    .sort((a, b) => compare(a.place, b.place));
  const page = left.slice(0, limit);
  const last = left.length > limit ? page.at(-1) : undefined;
  const entries = page.map(({ record }) => entryOf(record));
  return last ? { entries, next: last.place } : { entries };
}

function placeOf(record: JournalRecord): Place {
  const { occurredAt, recordedAt } = record.envelope;
  const { log, partition, offset } = sourceOf(record);
  return [occurredAt, recordedAt, log, partition, offset];
}

function compare(a: CursorState, b: CursorState): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? '';
    if (part === null || part === other) continue;
    return part < other ? -1 : 1;
  }
  return 0;
}

function entryOf(record: JournalRecord): CustomerTimelineEntry {
  const { stream, version, type, occurredAt, recordedAt, origin, actor } = record.envelope;
  const { kind, role, id } = actor;
  const { data } = record;
  return {
    position: formatPosition(sourceOf(record)),
    occurredAt,
    recordedAt,
    category: stream.category,
    streamId: stream.id,
    version,
    type,
    round: roundOf(data),
    origin,
    actor: { kind, role, id },
    details: eventDetails(data),
  };
}

/** Of customers, tiers and incidents there are no rounds. */
function roundOf(data: unknown): number | null {
  if (typeof data !== 'object' || data === null || !('round' in data)) return null;
  return typeof data.round === 'number' ? data.round : null;
}
