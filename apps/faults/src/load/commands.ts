import { randomUUID } from 'node:crypto';
import type { Effect } from './ledger.js';

/** A request that changes something, and the one event by which it is known. */
export interface Command {
  readonly kind: string;
  readonly tenant: string;
  readonly role: 'admin' | 'agent' | 'supervisor';
  /** Behind `/api/v1/`. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly effect: Effect;
  /** A position that the deciding service must have heard first. */
  readonly after?: string;
}

/** Where something stands: many commands meet at those that are hot. */
export interface Place {
  readonly tenant: string;
  readonly id: string;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();

/** Makes a tenant. Its own stream has one event of the type. */
export function createTenant(tenant: string): Command {
  return {
    ...{ kind: 'tenant', tenant, role: 'admin', path: 'tenants' },
    body: { name: 'Acme', zone: 'Asia/Shanghai', language: 'en', currency: 'CNY' },
    effect: { log: 'intake', stream: tenant, type: 'TenantCreated', marker: '' },
  };
}

/**
 * A complaint. One that has to be acknowledged soon was received nearly an hour ago: its clock runs
 * out unless the complainant is thanked.
 *
 * @param soonMs milliseconds until it must be acknowledged
 */
export function receiveComplaint({ tenant, id }: Place, soonMs?: number): Command {
  const receivedAt = new Date(Date.now() - hourMs + (soonMs ?? hourMs)).toISOString();
  return {
    ...{ kind: 'receive', tenant, role: 'agent', path: 'complaints' },
    body: {
      ...{ complaintId: id, channel: 'EMAIL', form: 'WRITTEN', subject: 'GOODS', language: 'en' },
      content: 'The fridge came with a dent and nobody calls back.',
      contact: 'ms.zhao@example.com',
      ...(soonMs === undefined ? {} : { receivedAt }),
    },
    effect: { log: 'intake', stream: id, type: 'ComplaintReceived', marker: '' },
  };
}

/** Ends the clock of the acknowledgement. */
export function thank({ tenant, id }: Place): Command {
  const ownerId = randomUUID();
  return {
    ...{ kind: 'thank', tenant, role: 'agent', path: `complaints/${id}/thank` },
    body: {
      ...{ templateId: 'CARE_AND_THANKS', channel: 'EMAIL', ownerId, nextUpdateAt: inDays(3) },
      words: 'Thank you for telling us, I will see to it myself.',
    },
    effect: { log: 'intake', stream: id, type: 'ComplainantThanked', marker: ownerId },
  };
}

/** @param nth told apart by it, 0 to 86,400 in one case */
export function logContact({ tenant, id }: Place, nth: number): Command {
  return {
    ...{ kind: 'contact', tenant, role: 'agent', path: `complaints/${id}/log-contact` },
    body: {
      ...{ direction: 'INBOUND', purpose: 'CHASER', channel: 'PHONE', durationSec: nth },
      summary: 'Asks when the fridge comes.',
    },
    effect: { log: 'intake', stream: id, type: 'ContactLogged', marker: String(nth) },
  };
}

/** @param after where the complaint was received */
export function classify({ tenant, id }: Place, after: string): Command {
  return {
    after,
    ...{ kind: 'classify', tenant, role: 'agent', path: `investigations/${id}/classify` },
    body: { cause: 'TRANSPORT_STORAGE', severity: 'S3' },
    effect: { log: 'triage', stream: id, type: 'ComplaintClassified', marker: '' },
  };
}

/** Triage decides it, after it has heard of the complaint. */
export function assign({ tenant, id }: Place): Command {
  const ownerId = randomUUID();
  return {
    ...{ kind: 'assign', tenant, role: 'supervisor', path: `investigations/${id}/assign` },
    body: { ownerId, reason: 'Knows the carrier.' },
    effect: { log: 'triage', stream: id, type: 'CaseAssigned', marker: ownerId },
  };
}

export function registerCustomer({ tenant, id }: Place): Command {
  return {
    ...{ kind: 'register', tenant, role: 'agent', path: 'customers' },
    body: { customerId: id, partyType: 'PERSON', name: 'Mr Wu' },
    effect: { log: 'intake', stream: id, type: 'CustomerRegistered', marker: '' },
  };
}

export function purchase({ tenant, id }: Place): Command {
  const orderId = randomUUID();
  return {
    ...{ kind: 'purchase', tenant, role: 'agent', path: `customers/${id}/observe-transaction` },
    body: { orderId, amountMinor: 129_900, currency: 'CNY', source: 'SHOP', at: inDays(-1) },
    effect: { log: 'intake', stream: id, type: 'TransactionObserved', marker: orderId },
  };
}
