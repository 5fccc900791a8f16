import type { customerEvents, EventOf } from '@redress/contracts';
import type { Command } from '@redress/kernel';

export type RegisterCustomer = Command<
  'RegisterCustomer',
  EventOf<typeof customerEvents.CustomerRegistered>['data']
>;

/** A purchase, return or payment as another system reports it. */
export type Transaction = EventOf<typeof customerEvents.TransactionObserved>['data'];

export type ObserveTransaction = Command<'ObserveTransaction', Transaction>;

/** Purchases of one customer as another system lists them; registers the customer if need be. */
export type RecordPurchaseHistory = Command<
  'RecordPurchaseHistory',
  { source: string; externalRef: string; purchases: readonly Transaction[] }
>;

/** Everything that can be asked of a customer. */
export type CustomerCommand = RegisterCustomer | ObserveTransaction | RecordPurchaseHistory;
