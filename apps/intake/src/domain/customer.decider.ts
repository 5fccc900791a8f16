import type { CustomerEvent, RejectionCode } from '@redress/contracts';
import { type Decider, type Decision, accept, millisOf, reject } from '@redress/kernel';
import type {
  CustomerCommand,
  RecordBrightSpot,
  RecordPurchaseHistory,
  RegisterCustomer,
  Transaction,
} from './customer-command.js';
import {
  type CustomerState,
  type KnownCustomer,
  creditKey,
  evolve,
  initialCustomer,
  orderKey,
  returnKey,
  reviewKey,
} from './customer-state.js';
import { type IdentityLinkCode, linkIdentity, unlinkIdentity } from './identity-links.policy.js';

/** Every reason for which something asked of a customer is refused. */
export type CustomerCode = Extract<
  RejectionCode,
  'NOT_FOUND' | 'ALREADY_EXISTS' | 'OCCURRED_IN_FUTURE' | IdentityLinkCode
>;

type CustomerDecision = Decision<CustomerEvent, CustomerCode>;

/** What is asked of a customer who must be there already. */
type KnownCustomerCommand = Exclude<CustomerCommand, RegisterCustomer | RecordPurchaseHistory>;

function decide(command: CustomerCommand, state: CustomerState): CustomerDecision {
  if (command.type === 'RegisterCustomer') return register(command, state);
  if (command.type === 'RecordPurchaseHistory') return recordHistory(command, state);
  if (state.status === 'ABSENT') return reject('NOT_FOUND', 'there is no such customer');
  return ofKnownCustomer(command, state);
}

function ofKnownCustomer(command: KnownCustomerCommand, state: KnownCustomer): CustomerDecision {
  const { now } = command.meta;
  switch (command.type) {
    case 'ObserveTransaction':
      return observe([command.data], now, state.orders);
    case 'ObserveReturn': {
      const { data } = command;
      const event = { type: 'ReturnObserved', occurredAt: data.at, data } as const;
      return observeOnce(event, { key: returnKey(data), known: state.returns, now });
    }
    case 'ObserveCredit': {
      const { data } = command;
      const event = { type: 'CreditObserved', occurredAt: data.at, data } as const;
      return observeOnce(event, { key: creditKey(data), known: state.credits, now });
    }
    case 'ObserveReview': {
      const { data } = command;
      const event = { type: 'ReviewObserved', occurredAt: data.at, data } as const;
      return observeOnce(event, { key: reviewKey(data), known: state.reviews, now });
    }
    case 'RecordBrightSpot':
      return recordBrightSpot(command, state);
    case 'LinkIdentity':
      return linkIdentity(command, state);
    case 'UnlinkIdentity':
      return unlinkIdentity(command, state);
  }
}

function register({ data, meta }: RegisterCustomer, state: CustomerState): CustomerDecision {
  if (state.status !== 'ABSENT') return reject('ALREADY_EXISTS', 'the customer is registered');
  return {
    ok: true,
    events: [{ type: 'CustomerRegistered', occurredAt: meta.now, data }],
    reserve: customerReference(data.source, data.externalRef),
  };
}

function recordHistory(
  { data: { source, externalRef, purchases }, meta }: RecordPurchaseHistory,
  state: CustomerState,
): CustomerDecision {
  const known = state.status === 'REGISTERED' ? state.orders : new Set<string>();
  const observed = observe(purchases, meta.now, known);
  if (!observed.ok || state.status === 'REGISTERED') return observed;
  const first = purchases.map((purchase) => purchase.at).sort()[0] ?? meta.now;
  const registered: CustomerEvent = {
    type: 'CustomerRegistered',
    occurredAt: first,
    data: { partyType: 'PERSON', source, externalRef },
  };
  return {
    ok: true,
    events: [registered, ...observed.events],
    reserve: customerReference(source, externalRef),
  };
}

/** An order that is known already adds nothing: feeds of shop systems repeat themselves. */
function observe(
  transactions: readonly Transaction[],
  now: string,
  known: ReadonlySet<string>,
): CustomerDecision {
  const future = transactions.find(({ at }) => millisOf(at) > millisOf(now));
  if (future) return reject('OCCURRED_IN_FUTURE', `order ${future.orderId} at ${future.at}`);
  const seen = new Set(known);
  const events: CustomerEvent[] = [];
  for (const data of transactions) {
    const key = orderKey(data);
    if (seen.has(key)) continue;
    seen.add(key);
    events.push({ type: 'TransactionObserved', occurredAt: data.at, data });
  }
  return accept(...events);
}

/** A fact that is known by its key already adds nothing, whatever else is said of it now. */
function observeOnce(
  event: CustomerEvent,
  { key, known, now }: { key: string; known: ReadonlySet<string>; now: string },
): CustomerDecision {
  if (millisOf(event.occurredAt) > millisOf(now)) {
    return reject('OCCURRED_IN_FUTURE', `${key} at ${event.occurredAt}`);
  }
  return known.has(key) ? accept() : accept(event);
}

function recordBrightSpot(
  { data, meta }: RecordBrightSpot,
  { brightSpots }: KnownCustomer,
): CustomerDecision {
  const { occurredAt = meta.now, ...spot } = data;
  const event = { type: 'BrightSpotRecorded', occurredAt, data: spot } as const;
  return observeOnce(event, { key: spot.spotId, known: brightSpots, now: meta.now });
}

function customerReference(source: string | undefined, externalRef: string | undefined) {
  return source && externalRef ? [{ kind: 'customer-ref', key: `${source}/${externalRef}` }] : [];
}

/** A customer of the tenant, what others report of them, and whom they turned out to be. */
export const customerDecider: Decider<CustomerState, CustomerCommand, CustomerEvent, CustomerCode> =
  { category: 'customer', initialState: initialCustomer, decide, evolve };
