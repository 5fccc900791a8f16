import type { TierEvent } from '@redress/contracts';
import type { Deadline, Timestamp } from '@redress/kernel';
import { tierBelow } from './tier-order.js';
import type { TierState } from './tier-state.js';

/**
 * What became true by the mere passing of time up to `now`, in the order of time: a proposal that
 * nobody answered lapses, a tier whose day has come falls. One fall only: when the lower tier falls
 * is not known before the customer is evaluated again.
 */
export function settle(state: TierState, now: Timestamp): readonly TierEvent[] {
  return comingEvents(state)
    .filter(({ occurredAt }) => occurredAt <= now)
    .sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : Number(a.occurredAt > b.occurredAt)));
}

/** The instants at which the tier must be settled next even if nobody calls. */
export function deadlines(state: TierState): readonly Deadline[] {
  return comingEvents(state).map(({ type, occurredAt }) => ({ timerId: type, dueAt: occurredAt }));
}

/** The lapse of the open proposal, where it has one that is due by `now`. */
export function lapseDue({ proposal }: TierState, now: Timestamp): readonly TierEvent[] {
  return proposal && proposal.lapsesAt <= now ? [lapseOf(proposal, proposal.lapsesAt)] : [];
}

/** The lapse of a proposal at its time. */
function lapseOf(
  { from, to, proposalNo }: NonNullable<TierState['proposal']>,
  occurredAt: Timestamp,
): TierEvent {
  return { type: 'TierLapsed', occurredAt, data: { from, to, proposalNo } };
}

/** At most one of each type; the two do not touch each other. */
function comingEvents({ tier, nextChangeAt, proposal, versions }: TierState): TierEvent[] {
  const events = proposal ? [lapseOf(proposal, proposal.lapsesAt)] : [];
  const to = tierBelow(tier);
  if (nextChangeAt === undefined || to === undefined) return events;
  return [
    ...events,
    {
      type: 'TierLowered',
      occurredAt: nextChangeAt,
      policyRefs: policyRefsOf(versions),
      data: { from: tier, to, cause: 'DECAY' },
    },
  ];
}

/** What a decision about a tier refers to. */
export function policyRefsOf({ policyVersion, modelVersion }: TierState['versions']) {
  return { 'risk-policy': policyVersion, 'risk-model': modelVersion };
}
