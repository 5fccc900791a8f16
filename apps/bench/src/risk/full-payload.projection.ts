import { customerEvents, incidentEvents } from '@redress/contracts';
import { journalName } from '@redress/event-log';
import { eventsOf, type Projection } from '@redress/projections';

/** What is counted of a stream. */
interface StreamTally {
  readonly events: number;
  readonly fields: number;
}

const columns = { events: 'integer', fields: 'integer' } as const;

/**
 * A fold that asks for all data of every event, as the view of cases does: what it costs to send and
 * to parse whole events, with next to no work behind it.
 */
export const fullPayloadProjection: Projection<StreamTally, never, typeof columns> = {
  name: 'full_payload',
  version: 1,
  log: journalName,
  events: eventsOf(customerEvents, incidentEvents),
  columns,
  key: ({ envelope }) => envelope.stream.id,
  initialState: { events: 0, fields: 0 },
  fold: ({ events, fields }, { event }) => {
    const { data } = event as { readonly data: object };
    return { events: events + 1, fields: fields + Object.keys(data).length };
  },
  row: (tally) => ({ ...tally }),
};
