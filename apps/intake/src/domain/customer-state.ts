import type { CustomerEvent } from '@redress/contracts';
import type { Transaction } from './customer-command.js';

/** A customer, and which orders of theirs are known. */
export type CustomerState =
  | { readonly status: 'ABSENT' }
  | { readonly status: 'REGISTERED'; readonly orders: ReadonlySet<string> };

export const initialCustomer: CustomerState = { status: 'ABSENT' };

export function evolve(state: CustomerState, event: CustomerEvent): CustomerState {
  switch (event.type) {
    case 'CustomerRegistered':
      return { status: 'REGISTERED', orders: new Set() };
    case 'TransactionObserved':
      if (state.status === 'ABSENT') return state;
      return { ...state, orders: new Set(state.orders).add(orderKey(event.data)) };
  }
}

/** What tells an order from all others: its number in the system that it comes from. */
export function orderKey({ source, orderId }: Transaction): string {
  return `${source}/${orderId}`;
}
