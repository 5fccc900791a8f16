import { catalogueOf, defineEvents, type AnyEventOf, t } from '@redress/contracts';
import { accept, type Command, type Decider, reject, type Timestamp } from '@redress/kernel';

/** Events of the suite: a promise is made until an instant, then it is kept or broken. */
export const promiseEvents = defineEvents(
  { log: 'triage', category: 'promise' },
  {
    PromiseMade: { version: 1, data: t.object({ untils: t.list(t.timestamp(), 5) }) },
    PromiseKept: { version: 1, data: t.object({}) },
    PromiseBroken: { version: 1, data: t.object({ until: t.timestamp() }) },
  },
);

export const promiseCatalogue = catalogueOf(promiseEvents);

type PromiseEvent = AnyEventOf<typeof promiseEvents>;

interface Promised {
  readonly open: readonly Timestamp[];
  readonly isKept: boolean;
}

export type PromiseCommand =
  | Command<'Make', { readonly untils: readonly Timestamp[] }>
  | Command<'Keep', object>;

/** Each instant that passes breaks the promise once, unless it was kept before. */
export const promiseDecider: Decider<Promised, PromiseCommand, PromiseEvent, 'TOO_LATE'> = {
  category: 'promise',
  initialState: { open: [], isKept: false },
  decide(command, state) {
    const occurredAt = command.meta.now;
    if (command.type === 'Make') {
      return accept({
        type: 'PromiseMade',
        occurredAt,
        data: { untils: [...command.data.untils] },
      });
    }
    if (state.open.length === 0) return reject('TOO_LATE', 'nothing is left to keep');
    return accept({ type: 'PromiseKept', occurredAt, data: {} });
  },
  evolve(state, event) {
    switch (event.type) {
      case 'PromiseMade':
        return { open: [...event.data.untils].sort(), isKept: false };
      case 'PromiseKept':
        return { open: [], isKept: true };
      case 'PromiseBroken':
        return { ...state, open: state.open.filter((until) => until !== event.data.until) };
    }
  },
  settle: (state, now) =>
    state.open
      .filter((until) => until <= now)
      .map((until) => ({ type: 'PromiseBroken', occurredAt: until, data: { until } })),
  deadlines: (state) => state.open.map((dueAt, n) => ({ timerId: `until:${n}:${dueAt}`, dueAt })),
};
