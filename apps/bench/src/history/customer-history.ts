import { customerEvents, incidentEvents } from '@redress/contracts';
import { partitionOf } from '@redress/event-log';
import { millisOf, type Timestamp, type Uuid } from '@redress/kernel';
import * as facts from './customer-facts.js';
import type { HistoryEvent, HistoryRow, HistoryStream } from './history-row.js';
import { logWriter } from './log-writer.js';
import { nthUuid, seededRandom } from './random.js';
import { timestampWriter } from './timestamp-writer.js';

/** How much of a history, and where it lies in time. */
export interface CustomerHistoryOptions {
  readonly seed: number;
  readonly customers: number;
  /** Events of both logs together; at least one per customer, so that all of them appear. */
  readonly events: number;
  /** Default `demo`. */
  readonly tenantId?: string;
  /** When the first event is recorded; default two years of `days` from 2024 on. */
  readonly from?: Timestamp;
  readonly days?: number;
}

/** Kinds of ids, so that a customer and an incident of one number differ. */
const kinds = { customer: 1, incident: 2 } as const;

// Shares of customers who ever have one …
const incidentShare = 0.04;
const linkShare = 0.01;
const unlinkedOfLinks = 0.05;
// … and, among what customers do all the time, upper ends of the share of each event.
const upTo = { transaction: 0.93, returned: 0.97, brightSpot: 0.98, credit: 0.993 } as const;
/** Customers register during the first half of a history. */
const registrationSpan = 0.5;
const dayMs = 86_400_000;
const noSubjects: readonly string[] = [];

/** When a fact was true and when we heard of it, in UTC milliseconds. */
type OccurredAndRecorded = readonly [occurredAtMs: number, recordedAtMs: number];

/**
 * The history of many customers, in the order in which it was recorded, as rows of the tables of
 * two logs: customer events of `intake` and incidents of `conduct`. First all events, then the
 * streams as they stand at the end. The same options always give the same rows.
 *
 * Offsets are dense per partition and log, from 0; streams are numbered from 1; nothing is
 * remembered of a customer but a few numbers, so millions of them fit into memory.
 *
 * @throws RangeError when there are fewer events than customers
 */
export function* customerHistory(options: CustomerHistoryOptions): Generator<HistoryRow> {
  const { customers, events } = options;
  if (customers < 1 || events < customers) {
    throw new RangeError(`${events} events are too few for ${customers} customers`);
  }
  const story = historyOf(options);
  for (let nth = 0; nth < events; nth += 1) yield story.next(nth);
  yield* story.streams();
}

function historyOf({
  seed,
  customers,
  events,
  tenantId = 'demo',
  from = '2024-01-01T00:00:00.000Z',
  days = 730,
}: CustomerHistoryOptions) {
  const random = seededRandom(seed);
  const writers = { intake: logWriter('intake'), conduct: logWriter('conduct') };
  const timestamp = timestampWriter();
  const startMs = millisOf(from);
  const stepMs = (days * dayMs) / events;
  const registerEvery = Math.max(1, Math.floor((events * registrationSpan) / customers));
  const chance = {
    incident: (incidentShare * customers) / events,
    link: (linkShare * customers) / events,
  };

  // What is remembered: of customers, by their number …
  const versions = new Int32Array(customers);
  const partitions = new Uint8Array(customers);
  const lastOrders = new Int32Array(customers);
  let known = 0;
  // … of incidents, of those that nobody has decided yet, and of links.
  const incidents: { readonly customer: number; version: number }[] = [];
  const open: number[] = [];
  const links: { readonly customer: number; readonly other: number }[] = [];

  const customerId = (nth: number): Uuid => nthUuid(seed, kinds.customer, nth);
  const incidentId = (nth: number): Uuid => nthUuid(seed, kinds.incident, nth);
  const orderingKey = (customer: number): string => `${tenantId}/${customerId(customer)}`;

  function next(nth: number): HistoryEvent {
    const recordedAtMs = Math.floor(startMs + nth * stepMs);
    const dueCustomers = Math.min(customers, Math.floor(nth / registerEvery) + 1);
    const mustRegister = known < dueCustomers || events - nth <= customers - known;
    if (mustRegister && known < customers) return register(recordedAtMs);
    const roll = random.fraction();
    if (roll < chance.incident) return recordIncident(recordedAtMs);
    if (roll < 2 * chance.incident && open.length > 0) return decideIncident(recordedAtMs);
    const rest = random.fraction();
    if (rest < chance.link && known > 1) return link(recordedAtMs);
    if (rest < chance.link * (1 + unlinkedOfLinks) && links.length > 0) return unlink(recordedAtMs);
    return everyday(anyCustomer(), recordedAtMs);
  }

  /** Some customers do far more than others. */
  function anyCustomer(): number {
    return Math.floor(random.fraction() ** 2 * known);
  }

  function register(recordedAtMs: number): HistoryEvent {
    const customer = known;
    known += 1;
    partitions[customer] = partitionOf(orderingKey(customer));
    const subject = `customer:${customerId(customer)}`;
    const fact = facts.registered(customer, subject);
    return ofCustomer(customer, fact, [recordedAtMs, recordedAtMs], [subject]);
  }

  function everyday(customer: number, recordedAtMs: number): HistoryEvent {
    const occurredAtMs = recordedAtMs - facts.delayMs(random);
    return ofCustomer(customer, everydayFact(customer, timestamp(occurredAtMs)), [
      occurredAtMs,
      recordedAtMs,
    ]);
  }

  function everydayFact(customer: number, at: Timestamp): facts.CustomerFact {
    const order = lastOrders[customer] ?? 0;
    const roll = random.fraction();
    if (roll < upTo.transaction || order === 0) {
      lastOrders[customer] = order + 1;
      return facts.transaction({ customer, order: order + 1 }, at, random);
    }
    if (roll < upTo.returned) return facts.returned({ customer, order }, at, random);
    if (roll < upTo.brightSpot) return facts.brightSpot(random);
    if (roll < upTo.credit) return facts.credit(at, random);
    return facts.review(at, random);
  }

  function link(recordedAtMs: number): HistoryEvent {
    const customer = anyCustomer();
    const other = (customer + 1 + random.below(known - 1)) % known;
    links.push({ customer, other });
    const fact = facts.linked(customerId(other), random);
    return ofCustomer(customer, fact, [recordedAtMs, recordedAtMs]);
  }

  function unlink(recordedAtMs: number): HistoryEvent {
    const { customer, other } = oldest(links);
    const subject = `customer:${customerId(customer)}`;
    const fact = facts.unlinked(customerId(other), subject);
    return ofCustomer(customer, fact, [recordedAtMs, recordedAtMs], [subject]);
  }

  function recordIncident(recordedAtMs: number): HistoryEvent {
    const customer = anyCustomer();
    const incident = incidents.push({ customer, version: 0 }) - 1;
    open.push(incident);
    const occurredAtMs = recordedAtMs - facts.delayMs(random);
    return ofIncident(incident, facts.incidentRecorded, [occurredAtMs, recordedAtMs]);
  }

  function decideIncident(recordedAtMs: number): HistoryEvent {
    return ofIncident(oldest(open), facts.incidentDecided, [recordedAtMs, recordedAtMs]);
  }

  function ofCustomer(
    customer: number,
    { type, data }: facts.CustomerFact,
    [occurredAtMs, recordedAtMs]: OccurredAndRecorded,
    sealedSubjects = noSubjects,
  ): HistoryEvent {
    const version = (versions[customer] ?? 0) + 1;
    versions[customer] = version;
    return writers.intake({
      partition: partitions[customer] ?? 0,
      streamNo: customer + 1,
      version,
      id: random.uuid(),
      category: 'customer',
      type,
      schemaVersion: customerEvents[type].version,
      occurredAtMs,
      recordedAtMs,
      correlationId: random.uuid(),
      data,
      sealedSubjects,
    });
  }

  function ofIncident(
    nth: number,
    factOf: typeof facts.incidentRecorded,
    [occurredAtMs, recordedAtMs]: OccurredAndRecorded,
  ): HistoryEvent {
    const incident = incidents[nth];
    if (!incident) throw new RangeError(`there is no incident ${nth}`);
    incident.version += 1;
    // The subject of an incident's texts is the incident, as a case of its own.
    const subject = `complaint:${incidentId(nth)}`;
    const { type, data } = factOf(customerId(incident.customer), subject, random);
    return writers.conduct({
      partition: partitions[incident.customer] ?? 0,
      streamNo: nth + 1,
      version: incident.version,
      id: random.uuid(),
      category: 'incident',
      type,
      schemaVersion: incidentEvents[type].version,
      occurredAtMs,
      recordedAtMs,
      correlationId: random.uuid(),
      data,
      sealedSubjects: [subject],
    });
  }

  function* streams(): Generator<HistoryStream> {
    for (let customer = 0; customer < known; customer += 1) {
      yield {
        row: 'stream',
        log: 'intake',
        streamNo: customer + 1,
        version: versions[customer] ?? 0,
        partition: partitions[customer] ?? 0,
        tenantId,
        category: 'customer',
        id: customerId(customer),
        orderingKey: orderingKey(customer),
      };
    }
    for (const [nth, { customer, version }] of incidents.entries()) {
      yield {
        row: 'stream',
        log: 'conduct',
        streamNo: nth + 1,
        version,
        partition: partitions[customer] ?? 0,
        tenantId,
        category: 'incident',
        id: incidentId(nth),
        orderingKey: orderingKey(customer),
      };
    }
  }

  return { next, streams };
}

function oldest<Item>(items: Item[]): Item {
  const item = items.shift();
  if (item === undefined) throw new RangeError('there is none');
  return item;
}
