import { randomUUID } from 'node:crypto';
import { type AnyEventOf, catalogueOf, defineEvents, t } from '@redress/contracts';
import { type Actor, systemActor } from '@redress/kernel';

/** The event that all contestants write: no personal text, so that encryption is not compared. */
export const loadEvents = defineEvents(
  { log: 'intake', category: 'load' },
  {
    LoadObserved: {
      version: 1,
      data: t.object({ amountMinor: t.int(0, 1_000_000), refs: t.list(t.ref(), 8) }),
    },
  },
);

export type LoadEvent = AnyEventOf<typeof loadEvents>;

export const loadCatalogue = catalogueOf(loadEvents);
export const loadType = 'LoadObserved';

// With the metadata 0.6 kB of JSON, as a typical event of the product.
const refs = Array.from({ length: 4 }, (_, index) => `REF-${index}-`.padEnd(108, '0123456789'));

/** Data of one event. */
export function loadData(amountMinor: number): LoadEvent['data'] {
  return { amountMinor, refs };
}

export const loadActor: Actor = systemActor('bench');

/** The circumstances of an event, as the log keeps them beside the data. */
export function loadMeta() {
  return { actor: loadActor, origin: 'LIVE', correlationId: randomUUID() } as const;
}

/** Number and sum of the amounts of a stream: what every contestant folds. */
export interface LoadState {
  readonly count: number;
  readonly sum: number;
}

/** The state of a stream after one more event. */
export function withAmount(state: LoadState | undefined, amountMinor: number): LoadState {
  return { count: (state?.count ?? 0) + 1, sum: (state?.sum ?? 0) + amountMinor };
}
