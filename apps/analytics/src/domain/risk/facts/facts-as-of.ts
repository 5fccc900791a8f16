import type { Timestamp } from '@redress/kernel';
import { type IdentityFacts, initialFacts } from './identity-facts.js';
import type { Stamps } from './stamps.js';

/** `recorded`: what we knew at that time. `occurred`: what was true then, as far as we know now. */
export type TimeAxis = 'recorded' | 'occurred';

/**
 * The facts as they stood at an instant, that instant included. A filter and nothing else: the order
 * in which a stream said things stays.
 *
 * It is what folding the events up to then gives, as far as a score can see: orders stay counted as
 * they are now, and of published scores only the last two were kept.
 */
export function factsAsOf(facts: IdentityFacts, at: Timestamp, axis: TimeAxis): IdentityFacts {
  const stood = until(at, axis);
  const registered = facts.registered !== null && stood(facts.registered) ? facts : initialFacts;
  return {
    kind: registered.kind,
    registered: registered.registered,
    partyType: registered.partyType,
    source: registered.source,
    orders: facts.orders,
    firstOrders: facts.firstOrders.filter(stood),
    returns: facts.returns.filter(stood),
    creditFacts: facts.creditFacts.filter(stood),
    brightSpots: facts.brightSpots.filter(stood),
    incidents: facts.incidents
      .filter(stood)
      .map((incident) => ({ ...incident, verdicts: incident.verdicts.filter(stood) })),
    responses: facts.responses.filter(stood),
    links: facts.links.filter(stood),
    tier: {
      changes: facts.tier.changes.filter(stood),
      scores: facts.tier.scores.filter(stood),
    },
  };
}

/** Timestamps have one form, so their order is that of their texts. */
function until(at: Timestamp, axis: TimeAxis): (stamps: Stamps) => boolean {
  return axis === 'recorded'
    ? ({ recordedAt }) => recordedAt <= at
    : ({ occurredAt }) => occurredAt <= at;
}
