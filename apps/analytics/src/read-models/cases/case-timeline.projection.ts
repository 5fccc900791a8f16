import { journalName } from '@redress/event-log';
import { formatPosition } from '@redress/kernel';
import type { ProjectedEvent, Projection, Row } from '@redress/projections';
import { eventDetails } from '../../domain/event-details.policy.js';
import { caseEvents } from './cases.projection.js';

const columns = {
  complaint_id: 'text',
  occurred_at: 'timestamptz',
  recorded_at: 'timestamptz',
  source_log: 'text',
  source_partition: 'integer',
  source_offset: 'bigint',
  category: 'text',
  version: 'integer',
  type: 'text',
  round: 'integer',
  origin: 'text',
  actor_kind: 'text',
  actor_role: 'text',
  actor_id: 'text',
  details: 'jsonb',
} as const;

type TimelineRow = Row<typeof columns>;

/**
 * What happened in a case: one row per event, written once and never read to be written, so that an
 * event of a case of hundreds costs no more than one of a case of ten.
 */
export const caseTimelineProjection: Projection<
  TimelineRow | null,
  ProjectedEvent['event'],
  typeof columns
> = {
  name: 'case_timeline',
  version: 1,
  log: journalName,
  events: caseEvents,
  readsActor: true,
  columns,
  indexes: [['complaint_id', 'occurred_at']],
  key: ({ source }) => formatPosition(source),
  initialState: null,
  fold: (_, event) => rowOf(event),
  row: (row) => row ?? undefined,
};

function rowOf({ event, envelope, source }: ProjectedEvent): TimelineRow {
  const { stream, version, type, occurredAt, recordedAt, origin, actor } = envelope;
  return {
    complaint_id: stream.id,
    occurred_at: occurredAt,
    recorded_at: recordedAt,
    source_log: source.log,
    source_partition: source.partition,
    source_offset: source.offset,
    category: stream.category,
    version,
    type,
    round: roundOf(event.data),
    origin,
    actor_kind: actor.kind,
    actor_role: actor.role,
    actor_id: actor.id,
    details: eventDetails(event.data),
  };
}

/** Intake's events are of no round. */
function roundOf(data: unknown): number | null {
  if (typeof data !== 'object' || data === null || !('round' in data)) return null;
  return typeof data.round === 'number' ? data.round : null;
}
