import { type AnyEventOf, catalogueOf, defineEvents, t } from '@redress/contracts';
import { type Projection, reading } from '../src/index.js';

/** Events of the suite: what a person pays, and with whom it keeps house. */
export const personEvents = defineEvents(
  { log: 'intake', category: 'person' },
  {
    PersonPaid: { version: 1, data: t.object({ cents: t.int(0, 1_000_000) }) },
    HouseShared: { version: 1, data: t.object({ withId: t.ref() }) },
    HouseParted: { version: 1, data: t.object({ fromId: t.ref() }) },
  },
);

export const personCatalogue = catalogueOf(personEvents);

const columns = { paid: 'bigint', of_all: 'bigint', members: 'text[]', head: 'text' } as const;

interface Person {
  readonly paid: number;
  readonly others: readonly string[];
}

/**
 * A person's row says what all pay who keep house with it, directly or through others. Each person
 * is a stream, and so a partition, of its own.
 */
export const householdProjection: Projection<
  Person,
  AnyEventOf<typeof personEvents>,
  typeof columns
> = {
  name: 'households',
  version: 1,
  log: 'intake',
  events: [
    reading(personEvents.PersonPaid, ['cents']),
    reading(personEvents.HouseShared, ['withId']),
    reading(personEvents.HouseParted, ['fromId']),
  ],
  columns,
  key: ({ envelope }) => envelope.stream.id,
  initialState: { paid: 0, others: [] },
  fold(state, { event }) {
    switch (event.type) {
      case 'PersonPaid':
        return { ...state, paid: (state.paid * 2 + event.data.cents) % 1_000_003 };
      case 'HouseShared': {
        const { withId } = event.data;
        return { ...state, others: [...state.others.filter((id) => id !== withId), withId] };
      }
      case 'HouseParted': {
        const { fromId } = event.data;
        return { ...state, others: state.others.filter((id) => id !== fromId) };
      }
    }
  },
  row: (state) => rowsOf(new Map([['', state]])).get(''),
  join: { links: ({ others }) => others, rows: rowsOf },
};

function rowsOf(members: ReadonlyMap<string, Person>) {
  const ofAll = [...members.values()].reduce((sum, { paid }) => sum + paid, 0);
  const keys = [...members.keys()];
  return new Map(
    [...members].map(([key, { paid }]) => {
      // The first of those that are handed in: the order in which they are must not depend on who asks.
      const row = { paid, of_all: ofAll, members: keys, head: keys[0] };
      return [key, ofAll === 0 ? undefined : row];
    }),
  );
}
