import { type ReportEvent, reportEvents } from '@redress/contracts';
import { eventsOf, type Projection, type Row } from '@redress/projections';

const columns = {
  channel: 'text',
  about: 'text',
  anonymous: 'boolean',
  status: 'text',
  outcome: 'text',
  received_at: 'timestamptz',
  assessed_at: 'timestamptz',
} as const;

type ReportRow = Row<typeof columns>;

/** The reports of a tenant, one row each: no text, and nobody who has dealt with them. */
export const reportsProjection: Projection<ReportRow | null, ReportEvent, typeof columns> = {
  name: 'reports',
  version: 1,
  log: 'conduct',
  events: eventsOf(reportEvents),
  columns,
  indexes: [['received_at']],
  key: ({ envelope }) => envelope.stream.id,
  initialState: null,
  fold(state, { event }) {
    switch (event.type) {
      case 'ReportReceived': {
        const { channel, about, anonymous } = event.data;
        const open = { status: 'RECEIVED', outcome: null, assessed_at: null };
        return { channel, about, anonymous, received_at: event.occurredAt, ...open };
      }
      case 'ReportAssessed': {
        const { outcome } = event.data;
        return state && { ...state, status: 'ASSESSED', outcome, assessed_at: event.occurredAt };
      }
    }
  },
  row: (state) => state ?? undefined,
};
