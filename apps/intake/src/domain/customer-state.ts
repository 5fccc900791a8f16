import type { CreditKind, CustomerEvent } from '@redress/contracts';
import type { Transaction } from './customer-command.js';

/** A customer: which facts about them are known, so that none is counted twice, and their links. */
export type CustomerState = { readonly status: 'ABSENT' } | KnownCustomer;

/** A customer who was registered. */
export interface KnownCustomer {
  readonly status: 'REGISTERED';
  /** Facts from elsewhere, each as `source/number`. */
  readonly orders: ReadonlySet<string>;
  readonly returns: ReadonlySet<string>;
  readonly credits: ReadonlySet<string>;
  readonly reviews: ReadonlySet<string>;
  /** Bright spots by their ids. */
  readonly brightSpots: ReadonlySet<string>;
  /** Ids of the customers whom they are linked to at present. */
  readonly links: ReadonlySet<string>;
}

export const initialCustomer: CustomerState = { status: 'ABSENT' };

const registered: KnownCustomer = {
  status: 'REGISTERED',
  orders: new Set(),
  returns: new Set(),
  credits: new Set(),
  reviews: new Set(),
  brightSpots: new Set(),
  links: new Set(),
};

export function evolve(state: CustomerState, event: CustomerEvent): CustomerState {
  if (event.type === 'CustomerRegistered') return registered;
  if (state.status === 'ABSENT') return state;
  switch (event.type) {
    case 'TransactionObserved':
      return { ...state, orders: withKey(state.orders, orderKey(event.data)) };
    case 'ReturnObserved':
      return { ...state, returns: withKey(state.returns, returnKey(event.data)) };
    case 'CreditObserved':
      return { ...state, credits: withKey(state.credits, creditKey(event.data)) };
    case 'ReviewObserved':
      return { ...state, reviews: withKey(state.reviews, reviewKey(event.data)) };
    case 'BrightSpotRecorded':
      return { ...state, brightSpots: withKey(state.brightSpots, event.data.spotId) };
    case 'IdentityLinked':
      return { ...state, links: withKey(state.links, event.data.otherId) };
    case 'IdentityUnlinked':
      return { ...state, links: withoutKey(state.links, event.data.otherId) };
  }
}

/** What tells an order from all others: its number in the system that it comes from. */
export function orderKey({ source, orderId }: Pick<Transaction, 'source' | 'orderId'>): string {
  return `${source}/${orderId}`;
}

export function returnKey({ source, returnId }: { source: string; returnId: string }): string {
  return `${source}/${returnId}`;
}

/** One payment may be overdue and then settled: each of the two is a fact of its own. */
export function creditKey({ source, creditId, kind }: CreditRef): string {
  return `${source}/${creditId}/${kind}`;
}

interface CreditRef {
  readonly source: string;
  readonly creditId: string;
  readonly kind: CreditKind;
}

export function reviewKey({ source, reviewId }: { source: string; reviewId: string }): string {
  return `${source}/${reviewId}`;
}

function withKey(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return new Set(keys).add(key);
}

function withoutKey(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return new Set([...keys].filter((each) => each !== key));
}
