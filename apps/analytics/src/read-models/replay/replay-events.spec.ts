import type { ProjectedEvent } from '@redress/projections';
import { undeclaredActor } from '@redress/projections';
import { eventsUpTo, listed } from './replay-events.js';

/** Told late: what happened on the second day was recorded on the fourth. */
function event(version: number, occurredAt: string, recordedAt: string): ProjectedEvent {
  const type = 'Told';
  const actor = undeclaredActor;
  const stream = { tenantId: 'demo', category: 'customer', id: 'c1' };
  return {
    event: { type, occurredAt, actor, data: {} },
    envelope: { ...{ stream, version, type, occurredAt, recordedAt, actor }, origin: 'LIVE' },
    source: { log: 'intake', partition: 3, offset: version },
  };
}

const day = (number: number) => `2026-03-0${number}T00:00:00.000Z`;
const told = [event(1, day(1), day(1)), event(2, day(3), day(3)), event(3, day(2), day(4))];
const versions = (events: readonly ProjectedEvent[]) =>
  events.map(({ envelope }) => envelope.version);

describe('the events up to a moment', () => {
  it('are those that were recorded, or were true, the moment itself included', () => {
    expect(versions(eventsUpTo(told, day(3), 'recorded'))).toEqual([1, 2]);
    expect(versions(eventsUpTo(told, day(2), 'occurred'))).toEqual([1, 3]);
    expect(versions(eventsUpTo(told, '2026-02-28T23:59:59.999Z', 'occurred'))).toEqual([]);
  });

  it('stay in the order in which they were recorded', () => {
    expect(versions(eventsUpTo(told, day(4), 'occurred'))).toEqual([1, 2, 3]);
  });

  it('are listed for a reader in the order of the axis, with those since another moment', () => {
    const positions = (axis: 'recorded' | 'occurred', from?: string) =>
      listed(told, { axis, ...(from ? { from } : {}) }).map(({ position }) => position);
    expect(positions('occurred')).toEqual(['intake/3/1', 'intake/3/3', 'intake/3/2']);
    expect(positions('recorded')).toEqual(['intake/3/1', 'intake/3/2', 'intake/3/3']);
    expect(positions('occurred', day(2))).toEqual(['intake/3/2']);
  });

  it('are listed up to a thousand, the newest', () => {
    const many = Array.from({ length: 1_200 }, (_, index) => event(index, day(1), day(1)));
    const found = listed(many, { axis: 'recorded' });
    expect([found.length, found[0]?.version, found.at(-1)?.version]).toEqual([1_000, 200, 1_199]);
  });
});
