import { type ComplaintEvent, complaintEvents } from '@redress/contracts';
import { eventsOf, type Projection } from '@redress/projections';

/** What the list of complaints needs to know of one; codes, times and numbers only. */
export interface ListedComplaint {
  readonly complaintNo: string;
  readonly status: 'RECEIVED' | 'THANKED';
  readonly channel: string;
  readonly receivedAt: string;
  readonly origin: string;
  readonly externalRef: string | null;
}

const columns = {
  complaint_no: 'text',
  status: 'text',
  channel: 'text',
  received_at: 'timestamptz',
  origin: 'text',
  external_ref: 'text',
} as const;

/** The complaints of a tenant as intake lists them, one row each. */
export const complaintsProjection: Projection<
  ListedComplaint | null,
  ComplaintEvent,
  typeof columns
> = {
  name: 'complaints',
  version: 1,
  log: 'intake',
  events: eventsOf(complaintEvents),
  columns,
  indexes: [['received_at'], ['complaint_no']],
  key: ({ envelope }) => envelope.stream.id,
  initialState: null,
  fold(state, { event, envelope }) {
    if (event.type === 'ComplaintReceived') {
      const { complaintNo, channel, receivedAt, externalRef = null } = event.data;
      const { origin } = envelope;
      return { complaintNo, status: 'RECEIVED', channel, receivedAt, origin, externalRef };
    }
    if (!state) return state;
    if (event.type === 'ComplainantThanked') return { ...state, status: 'THANKED' };
    if (event.type === 'ComplaintCorrected') return corrected(state, event.data);
    return state;
  },
  row: (state) =>
    state
      ? {
          complaint_no: state.complaintNo,
          status: state.status,
          channel: state.channel,
          received_at: state.receivedAt,
          origin: state.origin,
          external_ref: state.externalRef,
        }
      : undefined,
};

function corrected(
  state: ListedComplaint,
  { field, after }: { field: string; after?: string },
): ListedComplaint {
  if (after === undefined) return state;
  if (field === 'CHANNEL') return { ...state, channel: after };
  if (field === 'RECEIVED_AT') return { ...state, receivedAt: after };
  return state;
}
