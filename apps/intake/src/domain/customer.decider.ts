import type { CustomerEvent, RejectionCode } from '@redress/contracts';
import { type Decider, type Decision, accept, millisOf, reject } from '@redress/kernel';
import type { CustomerCommand, RecordPurchaseHistory, Transaction } from './customer-command.js';
import { type CustomerState, evolve, initialCustomer, orderKey } from './customer-state.js';

/** Every reason for which something asked of a customer is refused. */
export type CustomerCode = Extract<
  RejectionCode,
  'NOT_FOUND' | 'ALREADY_EXISTS' | 'OCCURRED_IN_FUTURE'
>;

type CustomerDecision = Decision<CustomerEvent, CustomerCode>;

function decide(command: CustomerCommand, state: CustomerState): CustomerDecision {
  const { now } = command.meta;
  switch (command.type) {
    case 'RegisterCustomer': {
      if (state.status !== 'ABSENT') return reject('ALREADY_EXISTS', 'the customer is registered');
      return {
        ok: true,
        events: [{ type: 'CustomerRegistered', occurredAt: now, data: command.data }],
        reserve: customerReference(command.data.source, command.data.externalRef),
      };
    }
    case 'ObserveTransaction':
      if (state.status === 'ABSENT') return reject('NOT_FOUND', 'there is no such customer');
      return observe([command.data], now, state.orders);
    case 'RecordPurchaseHistory':
      return recordHistory(command, state);
  }
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

function customerReference(source: string | undefined, externalRef: string | undefined) {
  return source && externalRef ? [{ kind: 'customer-ref', key: `${source}/${externalRef}` }] : [];
}

/** A customer of the tenant and the purchases that other systems report. */
export const customerDecider: Decider<CustomerState, CustomerCommand, CustomerEvent, CustomerCode> =
  { category: 'customer', initialState: initialCustomer, decide, evolve };
