import type { CustomerEvent } from '@redress/contracts';
import type { IdentityFacts, ReturnFact } from './identity-facts.js';
import type { Stamps } from './stamps.js';

/** The facts after one event of the customer's stream, in the order of its versions. */
export function foldCustomer(
  facts: IdentityFacts,
  event: CustomerEvent,
  stamps: Stamps,
): IdentityFacts {
  switch (event.type) {
    case 'CustomerRegistered': {
      const { partyType, source = null } = event.data;
      return { ...facts, kind: 'CUSTOMER', registered: stamps, partyType, source };
    }
    case 'TransactionObserved':
      return { ...facts, orders: facts.orders + 1, firstOrders: withOrder(facts, stamps) };
    case 'ReturnObserved':
      return { ...facts, returns: [...facts.returns, returned(facts, event.data, stamps)] };
    case 'CreditObserved': {
      const { creditId, source, kind, severity } = event.data;
      const credit = { creditId, source, kind, severity, ...stamps };
      return { ...facts, creditFacts: [...facts.creditFacts, credit] };
    }
    case 'BrightSpotRecorded': {
      const { spotId, kind, evidenceId } = event.data;
      return {
        ...facts,
        brightSpots: [...facts.brightSpots, { spotId, kind, evidenceId, ...stamps }],
      };
    }
    case 'IdentityLinked': {
      const { otherId, evidenceIds, confidencePct } = event.data;
      const link = { kind: 'LINKED' as const, otherId, evidenceIds, confidencePct, ...stamps };
      return { ...facts, links: [...facts.links, link] };
    }
    case 'IdentityUnlinked': {
      const cut = { kind: 'UNLINKED' as const, otherId: event.data.otherId, ...stamps };
      return { ...facts, links: [...facts.links, cut] };
    }
    // What somebody thinks of us is no conduct; extortion by reviews is an incident.
    case 'ReviewObserved':
      return facts;
    // A tolerant reader: what it does not know changes nothing.
    default:
      return facts;
  }
}

function returned(
  { orders, returns }: IdentityFacts,
  { returnId, source }: { readonly returnId: string; readonly source: string },
  stamps: Stamps,
): ReturnFact {
  return { returnId, source, ordersThen: orders, returnsThen: returns.length + 1, ...stamps };
}

/**
 * An order that is not earlier than the earliest known one says nothing new about the first.
 * Timestamps have one form, so their order is that of their texts; most events are orders.
 */
function withOrder({ firstOrders }: IdentityFacts, stamps: Stamps): readonly Stamps[] {
  const earliest = firstOrders.at(-1);
  const isEarlier = earliest === undefined || stamps.occurredAt < earliest.occurredAt;
  return isEarlier ? [...firstOrders, stamps] : firstOrders;
}
