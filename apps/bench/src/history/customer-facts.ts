import {
  brightSpotKinds,
  creditKinds,
  type CustomerEvent,
  conductClasses,
  incidentFactors,
  type IncidentEvent,
} from '@redress/contracts';
import type { DomainEvent, Timestamp, Uuid } from '@redress/kernel';
import { nthUuid, type SeededRandom } from './random.js';

type FactOf<Event> = Event extends DomainEvent ? Pick<Event, 'type' | 'data'> : never;

/** A customer event without its circumstances. */
export type CustomerFact = FactOf<CustomerEvent>;

/** The same of an incident. */
export type IncidentFact = FactOf<IncidentEvent>;

const currency = 'CNY';
const reporters = 20;
const dayMs = 86_400_000;

/** Which order of which customer: an order has a number that the customer's return can name. */
export interface Order {
  readonly customer: number;
  readonly order: number;
}

/** How a customer's stream begins; its subject is the customer. */
export function registered(customer: number, subject: string): CustomerFact {
  return {
    type: 'CustomerRegistered',
    data: {
      partyType: customer % 10 === 9 ? 'ORGANISATION' : 'PERSON',
      name: { sealed: subject },
      contact: { sealed: subject },
      language: 'zh-CN',
      source: 'SHOP',
      externalRef: `CUST-${customer}`,
    },
  };
}

/** A purchase of some hundred yuan. */
export function transaction(which: Order, at: Timestamp, random: SeededRandom): CustomerFact {
  return {
    type: 'TransactionObserved',
    data: {
      orderId: orderId(which),
      units: 1 + random.below(4),
      amountMinor: 500 + random.below(100_000),
      currency,
      at,
      source: 'SHOP',
    },
  };
}

/** Goods of an order come back. */
export function returned(which: Order, at: Timestamp, random: SeededRandom): CustomerFact {
  return {
    type: 'ReturnObserved',
    data: {
      returnId: `R-${random.uuid()}`,
      orderId: orderId(which),
      reason: pick(['NOT_AS_DESCRIBED', 'DEFECT', 'CHANGED_MIND', 'LATE'], random),
      daysHeld: random.below(30),
      amountMinor: 500 + random.below(50_000),
      currency,
      at,
      source: 'SHOP',
    },
  };
}

/** What speaks for a customer. */
export function brightSpot(random: SeededRandom): CustomerFact {
  const data = {
    spotId: random.uuid(),
    kind: pick(brightSpotKinds, random),
    evidenceId: random.uuid(),
  };
  return { type: 'BrightSpotRecorded', data };
}

/** How a customer paid. */
export function credit(at: Timestamp, random: SeededRandom): CustomerFact {
  return {
    type: 'CreditObserved',
    data: {
      creditId: `K-${random.uuid()}`,
      kind: pick(creditKinds, random),
      severity: 1 + random.below(5),
      lawfulBasis: 'CONTRACT',
      at,
      source: 'LEDGER',
    },
  };
}

/** What a customer said in public; without its address. */
export function review(at: Timestamp, random: SeededRandom): CustomerFact {
  const reviewId = `V-${random.uuid()}`;
  const rating = 1 + random.below(5);
  return {
    type: 'ReviewObserved',
    data: { reviewId, rating, at, source: 'REVIEWS' },
  };
}

/** Two customers turn out to be one. */
export function linked(otherId: Uuid, random: SeededRandom): CustomerFact {
  const data = { otherId, evidenceIds: [random.uuid()], confidencePct: 60 + random.below(41) };
  return { type: 'IdentityLinked', data };
}

/** They turn out to be two after all. */
export function unlinked(otherId: Uuid, subject: string): CustomerFact {
  return { type: 'IdentityUnlinked', data: { otherId, reason: { sealed: subject } } };
}

/** An incident against a customer; its subject is the incident. */
export function incidentRecorded(
  identityId: Uuid,
  subject: string,
  random: SeededRandom,
): IncidentFact {
  return {
    type: 'ConductIncidentRecorded',
    data: {
      identityId,
      identityKind: 'CUSTOMER',
      class: pick(conductClasses, random),
      factor: pick(incidentFactors, random),
      severity: 1 + random.below(5),
      evidenceIds: [random.uuid()],
      reporterId: staff('reporter', random),
      source: 'CONTACT',
      description: { sealed: subject },
    },
  };
}

/** Somebody else looked at it: three of four are confirmed. */
export function incidentDecided(
  identityId: Uuid,
  subject: string,
  random: SeededRandom,
): IncidentFact {
  const adjudicatorId = staff('adjudicator', random);
  const reason = { sealed: subject };
  if (random.below(4) === 0) {
    return { type: 'ConductIncidentRejected', data: { identityId, adjudicatorId, reason } };
  }
  const severity = 1 + random.below(5);
  return {
    type: 'ConductIncidentConfirmed',
    data: { identityId, severity, adjudicatorId, reason },
  };
}

/** Milliseconds from a fact to the moment when we hear of it: up to a day. */
export function delayMs(random: SeededRandom): number {
  return random.below(dayMs);
}

function orderId({ customer, order }: Order): string {
  return `O-${customer}-${order}`;
}

function staff(kind: 'reporter' | 'adjudicator', random: SeededRandom): Uuid {
  return nthUuid(0, kind === 'reporter' ? 101 : 102, random.below(reporters));
}

function pick<Item>(items: readonly Item[], random: SeededRandom): Item {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
