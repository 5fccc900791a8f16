import { type AnyEventOf, catalogueOf, defineEvents, t } from '@redress/contracts';
import { type Projection, reading } from '../src/index.js';

/** Events of the suite: points are given to a tally or all taken away. */
export const tallyEvents = defineEvents(
  { log: 'intake', category: 'tally' },
  {
    PointsGiven: {
      version: 2,
      data: t.object({ points: t.int(0, 1_000_000), by: t.optional(t.ref()) }),
      // Points were once counted by tens.
      upcast: { 1: (data) => ({ points: (data as { tens: number }).tens * 10 }) },
    },
    PointsCleared: { version: 1, data: t.object({}) },
    TallyRenamed: { version: 1, data: t.object({}) },
  },
);

export const tallyCatalogue = catalogueOf(tallyEvents);

const columns = {
  total: 'bigint',
  gifts: 'integer',
  last_at: 'timestamptz',
  last_day: 'date',
  marks: 'text[]',
} as const;

interface Tally {
  readonly total: number;
  readonly gifts: number;
  readonly lastAt: string;
}

/** Sums up; nothing is shown of a tally without points. Order within a stream matters. */
export const tallyProjection: Projection<
  Tally,
  AnyEventOf<Pick<typeof tallyEvents, 'PointsGiven' | 'PointsCleared'>>,
  typeof columns
> = {
  name: 'tallies',
  version: 1,
  log: 'intake',
  events: [reading(tallyEvents.PointsGiven, ['points']), reading(tallyEvents.PointsCleared, [])],
  columns,
  indexes: [['total']],
  key: ({ envelope }) => envelope.stream.id,
  initialState: { total: 0, gifts: 0, lastAt: '' },
  fold(state, { event }) {
    const lastAt = event.occurredAt;
    switch (event.type) {
      case 'PointsGiven': {
        const total = (state.total * 2 + event.data.points) % 1_000_000_007;
        return { total, gifts: state.gifts + 1, lastAt };
      }
      case 'PointsCleared':
        return { ...state, total: 0, lastAt };
    }
  },
  row({ total, gifts, lastAt }) {
    if (total === 0) return undefined;
    const marks = gifts > 2 ? ['many', 'a "quoted", one'] : [];
    return { total, gifts, last_at: lastAt, last_day: lastAt.slice(0, 10), marks };
  },
};
