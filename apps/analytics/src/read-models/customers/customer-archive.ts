import {
  type CustomerEvent,
  customerEvents,
  type EventOf,
  redressCatalogue,
} from '@redress/contracts';
import { type JournalRecord, sourceOf } from '@redress/event-log';
import type {
  BrightSpotView,
  CreditView,
  OrderView,
  Provenance,
  ReturnView,
  ReviewView,
  TransactionsView,
} from '../../http/risk/risk-record.dto.js';

/** Orders that a record lists; the timeline has them all. */
const lastOrdersMax = 20;

/** What shop systems and people report of a customer, list by list. */
export interface CustomerArchive {
  readonly transactions: TransactionsView;
  readonly credit: readonly CreditView[];
  readonly reviews: readonly ReviewView[];
  readonly brightSpots: readonly BrightSpotView[];
}

type Name = keyof typeof customerEvents;
type DataOf<Type extends Name> = EventOf<(typeof customerEvents)[Type]>['data'];

/** The archive from the streams of the customer; newest first. A rehearsal is no part of it. */
export function archiveOf(records: readonly JournalRecord[]): CustomerArchive {
  const own = records.filter(({ envelope }) => envelope.origin !== 'DRILL');
  const orders = factsOf(own, 'TransactionObserved', orderOf);
  return {
    transactions: {
      orders: orders.length,
      firstOrderAt: orders.at(-1)?.at ?? null,
      lastOrderAt: orders[0]?.at ?? null,
      lastOrders: orders.slice(0, lastOrdersMax),
      returns: factsOf(own, 'ReturnObserved', returnOf),
    },
    credit: factsOf(own, 'CreditObserved', creditOf),
    reviews: factsOf(own, 'ReviewObserved', reviewOf),
    brightSpots: factsOf(own, 'BrightSpotRecorded', brightSpotOf),
  };
}

/** Who noticed a fact, a person or a system, and which system. */
export function provenanceOf({ envelope }: JournalRecord, source: string | undefined): Provenance {
  const manner = envelope.actor.kind === 'USER' ? 'BY_HAND' : 'AUTOMATIC';
  return { source: source ?? null, manner };
}

function factsOf<Type extends Name, Fact extends { readonly at: string }>(
  records: readonly JournalRecord[],
  type: Type,
  view: (data: DataOf<Type>, record: JournalRecord) => Fact,
): readonly Fact[] {
  return records
    .flatMap((record) => {
      const event = customerEventOf(record);
      return event?.type === type ? [view(event.data as DataOf<Type>, record)] : [];
    })
    .sort((a, b) => (a.at < b.at ? 1 : Number(a.at > b.at) * -1));
}

/** Undefined for what this process cannot read: a list without it is better than none. */
function customerEventOf(record: JournalRecord): Pick<CustomerEvent, 'type' | 'data'> | undefined {
  const { stream, type, schemaVersion } = record.envelope;
  const stored = { log: sourceOf(record).log, category: stream.category, type, schemaVersion };
  if (stream.category !== 'customer') return undefined;
  const decoded = redressCatalogue.decode(stored, record.data);
  return decoded.ok ? ({ type, data: decoded.data } as CustomerEvent) : undefined;
}

function orderOf(data: DataOf<'TransactionObserved'>, record: JournalRecord): OrderView {
  const { orderId, at, amountMinor, currency, source } = data;
  return { orderId, at, amountMinor, currency, ...provenanceOf(record, source) };
}

function returnOf(data: DataOf<'ReturnObserved'>, record: JournalRecord): ReturnView {
  const { returnId, orderId, at, reason = null, daysHeld = null, source } = data;
  return { returnId, orderId, at, reason, daysHeld, ...provenanceOf(record, source) };
}

function creditOf(data: DataOf<'CreditObserved'>, record: JournalRecord): CreditView {
  const { creditId, kind, severity, lawfulBasis, at, source } = data;
  return { creditId, kind, severity, lawfulBasis, at, ...provenanceOf(record, source) };
}

function reviewOf(data: DataOf<'ReviewObserved'>, record: JournalRecord): ReviewView {
  const { reviewId, rating, at, source } = data;
  return { reviewId, rating, at, ...provenanceOf(record, source) };
}

function brightSpotOf(data: DataOf<'BrightSpotRecorded'>, record: JournalRecord): BrightSpotView {
  const { spotId, kind, evidenceId, source } = data;
  const { stream, occurredAt } = record.envelope;
  const spot = { spotId, kind, evidenceId, identityId: stream.id, at: occurredAt };
  return { ...spot, ...provenanceOf(record, source) };
}
