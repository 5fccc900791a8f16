import { accept, type Command, type CommandMeta, type Decider } from '@redress/kernel';
import { type LoadEvent, type LoadState, loadData, loadEvents, withAmount } from './load-event.js';

/** Note an amount; there is nothing to refuse. */
export type Observe = Command<'Observe', { readonly amountMinor: number }>;

/** The smallest rules that a command can have: what is measured is the way to them and back. */
export const loadDecider: Decider<LoadState, Observe, LoadEvent, never> = {
  category: loadEvents.LoadObserved.category,
  initialState: { count: 0, sum: 0 },
  decide: ({ data, meta }) =>
    accept({ type: 'LoadObserved', occurredAt: meta.now, data: loadData(data.amountMinor) }),
  evolve: (state, { data }) => withAmount(state, data.amountMinor),
};

/** A command as the edge would make it. */
export function observe(amountMinor: number, meta: CommandMeta): Observe {
  return { type: 'Observe', data: { amountMinor }, meta };
}
