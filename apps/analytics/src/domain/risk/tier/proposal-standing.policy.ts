import type { TierEvent } from '@redress/contracts';
import type { TierHistory } from './tier-history.js';

/**
 * Whether history has the proposal that these events make: one of the same step that was open at
 * some time while this one is. Null where none is made.
 */
export function confirmationOf(
  events: readonly TierEvent[],
  { changes }: TierHistory,
): 'KEPT' | 'WOULD_NEED_CONFIRMATION' | null {
  const proposed = events.find((event) => event.type === 'TierProposed');
  if (proposed?.type !== 'TierProposed') return null;
  const { from, to, lapsesAt } = proposed.data;
  const isKept = changes
    .filter((change) => change.kind === 'PROPOSED' && change.from === from && change.to === to)
    .some(({ occurredAt, proposalNo }) => {
      const end = changes.find(
        (each) => each.kind !== 'PROPOSED' && each.proposalNo === proposalNo,
      );
      const isBefore = end !== undefined && end.occurredAt < proposed.occurredAt;
      return occurredAt < lapsesAt && !isBefore;
    });
  return isKept ? 'KEPT' : 'WOULD_NEED_CONFIRMATION';
}
