import { redressCatalogue } from '@redress/contracts';
import { partitionOf } from '@redress/event-log';
import { isTimestamp, isUuid, millisOf } from '@redress/kernel';
import { customerHistory } from './customer-history.js';
import { type HistoryEvent, historyLogs, type HistoryRow } from './history-row.js';

const size = { seed: 11, customers: 400, events: 8_000 };
const rows = [...customerHistory(size)];
const events = rows.filter((row) => row.row === 'event');
const streams = rows.filter((row) => row.row === 'stream');

function keyOf({ log, streamNo }: HistoryRow): string {
  return `${log}/${streamNo}`;
}

function countOf(type: string): number {
  return events.filter((event) => event.type === type).length;
}

function partitionsOf(all: readonly HistoryEvent[]): HistoryEvent[][] {
  const places = new Map<string, HistoryEvent[]>();
  for (const event of all) {
    const place = `${event.log}/${event.partition}`;
    places.set(place, [...(places.get(place) ?? []), event]);
  }
  return [...places.values()];
}

describe('customerHistory', () => {
  it('has exactly so many events and customers, and a stream row for each stream', () => {
    expect(events).toHaveLength(size.events);
    expect(countOf('CustomerRegistered')).toBe(size.customers);
    expect(streams.filter(({ category }) => category === 'customer')).toHaveLength(size.customers);
    expect(new Set(events.map(keyOf))).toEqual(new Set(streams.map(keyOf)));
  });

  it('fits the schemas of what services really store', () => {
    const problems = events.flatMap((event) => {
      const definition = redressCatalogue.find(event.log, event.category, event.type);
      if (!definition) return [`${event.type} is unknown`];
      if (definition.version !== event.schemaVersion) return [`${event.type} has a wrong version`];
      return redressCatalogue.problems(definition, event.data);
    });
    expect(problems).toEqual([]);
  });

  it('is dense in each partition of each log, and never goes back in recorded time', () => {
    const places = partitionsOf(events);
    expect(places.length).toBeGreaterThan(16);
    for (const place of places) {
      expect(place.map(({ offset }) => offset)).toEqual(place.map((_, index) => index));
      const recorded = place.map(({ recordedAt }) => millisOf(recordedAt));
      expect(recorded).toEqual([...recorded].sort((a, b) => a - b));
    }
  });

  it('counts the versions of a stream from 1, up to what its row says', () => {
    const versions = new Map<string, number>();
    const jumps = events.filter((event) => {
      const before = versions.get(keyOf(event)) ?? 0;
      versions.set(keyOf(event), event.version);
      return event.version !== before + 1;
    });
    expect(jumps).toEqual([]);
    expect(versions).toEqual(new Map(streams.map((stream) => [keyOf(stream), stream.version])));
  });

  it('puts a customer and what is said against it into one partition', () => {
    const places = new Map(streams.map((stream) => [keyOf(stream), stream.partition]));
    const elsewhere = events.filter((event) => event.partition !== places.get(keyOf(event)));
    expect(elsewhere).toEqual([]);
    expect(streams.filter((row) => row.partition !== partitionOf(row.orderingKey))).toEqual([]);
    const keys = new Set(
      streams.filter(({ log }) => log === 'intake').map(({ id }) => `demo/${id}`),
    );
    expect(streams.filter(({ orderingKey }) => !keys.has(orderingKey))).toEqual([]);
  });

  it('writes ids and times as the product does, and hears of nothing before it happens', () => {
    expect(new Set(events.map(({ id }) => id)).size).toBe(size.events);
    expect(events.filter(({ id, correlationId }) => !isUuid(id) || !isUuid(correlationId))).toEqual(
      [],
    );
    expect(events.filter(({ recordedAt }) => !isTimestamp(recordedAt))).toEqual([]);
    expect(events.filter((event) => event.occurredAt > event.recordedAt)).toEqual([]);
  });

  it('consists mostly of transactions, with some of everything else', () => {
    expect(countOf('TransactionObserved') / size.events).toBeGreaterThan(0.8);
    expect(countOf('ReturnObserved') / size.events).toBeGreaterThan(0.02);
    expect(countOf('BrightSpotRecorded')).toBeGreaterThan(0);
    expect(countOf('CreditObserved')).toBeGreaterThan(0);
    expect(countOf('ReviewObserved')).toBeGreaterThan(0);
    expect(countOf('IdentityLinked')).toBeGreaterThan(0);
    const recorded = countOf('ConductIncidentRecorded');
    expect(recorded / size.customers).toBeGreaterThan(0.02);
    expect(recorded / size.customers).toBeLessThan(0.08);
    expect(countOf('ConductIncidentConfirmed')).toBeGreaterThan(0);
    expect(countOf('ConductIncidentRejected')).toBeGreaterThan(0);
  });

  it('returns only what the same customer has bought', () => {
    const bought = new Set<string>();
    const orderOf = (event: HistoryEvent) =>
      `${event.streamNo} ${'orderId' in event.data ? event.data.orderId : ''}`;
    const strange = events.filter((event) => {
      if (event.type === 'TransactionObserved') bought.add(orderOf(event));
      return event.type === 'ReturnObserved' && !bought.has(orderOf(event));
    });
    expect(strange).toEqual([]);
  });

  it('seals each text under a subject that the event names', () => {
    const sealed = events.filter(({ data }) => JSON.stringify(data).includes('"sealed"'));
    expect(sealed.every(({ sealedSubjects }) => sealedSubjects.length === 1)).toBe(true);
    expect(events.filter(({ sealedSubjects }) => sealedSubjects.length > 0)).toEqual(sealed);
  });

  it('is the same for the same seed, and another for another', () => {
    const few = { seed: 1, customers: 10, events: 100 };
    expect([...customerHistory(few)]).toEqual([...customerHistory(few)]);
    expect([...customerHistory({ ...few, seed: 2 })]).not.toEqual([...customerHistory(few)]);
  });

  it('registers everybody, also when there is nothing else', () => {
    const all = [...customerHistory({ seed: 1, customers: 50, events: 50 })];
    const types = all.flatMap((row) => (row.row === 'event' ? [row.type] : []));
    expect(types).toEqual(Array.from({ length: 50 }, () => 'CustomerRegistered'));
    expect(() => [...customerHistory({ seed: 1, customers: 2, events: 1 })]).toThrow('too few');
  });

  it('knows both logs', () => {
    expect(new Set(events.map(({ log }) => log))).toEqual(new Set(historyLogs));
  });
});
