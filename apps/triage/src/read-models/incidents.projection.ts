import { type EventOf, type IncidentEvent, incidentEvents } from '@redress/contracts';
import { eventsOf, type Projection, type Row } from '@redress/projections';
import { expiryOf } from '../domain/unreviewed-incident.policy.js';

const columns = {
  identity_id: 'text',
  identity_kind: 'text',
  complaint_id: 'text',
  class: 'text',
  factor: 'text',
  severity: 'integer',
  status: 'text',
  reporter_id: 'text',
  recorded_at: 'timestamptz',
  occurred_at: 'timestamptz',
  expires_at: 'timestamptz',
  decided_at: 'timestamptz',
  adjudicator_id: 'text',
} as const;

type IncidentRow = Row<typeof columns>;

/**
 * The incidents of a tenant as the inbox lists them, one row each, without any text. Severity is as
 * reported until it is confirmed, and stays so if that is taken back. That an open one expires is the passing of time, and no column.
 */
export const incidentsProjection: Projection<IncidentRow | null, IncidentEvent, typeof columns> = {
  name: 'incidents',
  version: 1,
  log: 'conduct',
  events: eventsOf(incidentEvents),
  columns,
  indexes: [['recorded_at'], ['identity_id']],
  key: ({ envelope }) => envelope.stream.id,
  initialState: null,
  fold(state, { event, envelope }) {
    if (event.type === 'ConductIncidentRecorded') return recorded(event, envelope.recordedAt);
    if (!state) return state;
    const { adjudicatorId: adjudicator_id } = event.data;
    const decided = { ...state, decided_at: event.occurredAt, adjudicator_id };
    switch (event.type) {
      case 'ConductIncidentConfirmed':
        return { ...decided, status: 'CONFIRMED', severity: event.data.severity };
      case 'ConductIncidentRejected':
        return { ...decided, status: 'REJECTED' };
    }
  },
  row: (state) => state ?? undefined,
};

function recorded(
  { data, occurredAt }: EventOf<typeof incidentEvents.ConductIncidentRecorded>,
  recordedAt: string,
): IncidentRow {
  return {
    identity_id: data.identityId,
    identity_kind: data.identityKind,
    complaint_id: data.complaintId ?? null,
    class: data.class,
    factor: data.factor,
    severity: data.severity,
    status: 'OPEN',
    reporter_id: data.reporterId,
    recorded_at: recordedAt,
    occurred_at: occurredAt,
    expires_at: expiryOf(recordedAt),
    decided_at: null,
    adjudicator_id: null,
  };
}
