import type { customerEvents, EventOf } from '@redress/contracts';
import type { Command, Timestamp, Uuid } from '@redress/kernel';

type DataOf<Type extends keyof typeof customerEvents> = EventOf<
  (typeof customerEvents)[Type]
>['data'];

export type RegisterCustomer = Command<'RegisterCustomer', DataOf<'CustomerRegistered'>>;

/** A purchase, return or payment as another system reports it. */
export type Transaction = DataOf<'TransactionObserved'>;

export type ObserveTransaction = Command<'ObserveTransaction', Transaction>;

/** Purchases of one customer as another system lists them; registers the customer if need be. */
export type RecordPurchaseHistory = Command<
  'RecordPurchaseHistory',
  { source: string; externalRef: string; purchases: readonly Transaction[] }
>;

export type ObserveReturn = Command<'ObserveReturn', DataOf<'ReturnObserved'>>;

export type ObserveCredit = Command<'ObserveCredit', DataOf<'CreditObserved'>>;

export type ObserveReview = Command<'ObserveReview', DataOf<'ReviewObserved'>>;

export type RecordBrightSpot = Command<
  'RecordBrightSpot',
  DataOf<'BrightSpotRecorded'> & { occurredAt?: Timestamp }
>;

/** `customerId`: the customer of this stream, because a state does not know whose it is. */
export type LinkIdentity = Command<'LinkIdentity', DataOf<'IdentityLinked'> & { customerId: Uuid }>;

export type UnlinkIdentity = Command<'UnlinkIdentity', DataOf<'IdentityUnlinked'>>;

/** Everything that can be asked of a customer. */
export type CustomerCommand =
  | RegisterCustomer
  | ObserveTransaction
  | RecordPurchaseHistory
  | ObserveReturn
  | ObserveCredit
  | ObserveReview
  | RecordBrightSpot
  | LinkIdentity
  | UnlinkIdentity;
