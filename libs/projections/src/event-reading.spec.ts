import { defineEvents, t } from '@redress/contracts';
import type { LogRecord } from '@redress/event-log';
import { systemActor } from '@redress/kernel';
import { tallyCatalogue, tallyEvents, tallyProjection } from '../test/tally-projection.js';
import { declaredData, eventName, readingsByName } from './event-reading.js';
import { eventsOf, type Projection, reading } from './index.js';
import { projectedEvents } from './projected-event.js';

const tally = tallyProjection as Projection;
const actor = systemActor('suite');

function record(type: string, data: unknown, schemaVersion = 2): LogRecord {
  const at = '2026-03-01T09:00:00.000Z';
  return {
    position: { log: 'intake', partition: 3, offset: 8 },
    ...{ previous: 7, orderingKey: 'k', data, sealed: [] },
    envelope: {
      ...{ id: '0194f3f0-0000-7000-8000-000000000001', version: 1, type, schemaVersion },
      ...{ stream: { tenantId: 'one', category: 'tally', id: 'a' } },
      ...{ occurredAt: at, recordedAt: at, origin: 'LIVE', actor },
      correlationId: '0194f3f0-0000-7000-8000-000000000002',
    },
  };
}

describe('the declaration of what a fold reads', () => {
  it('leaves the fields that are declared, in their order, and no others', () => {
    const { PointsGiven } = tallyEvents;
    const data = { by: 'me', points: 5 };
    expect(declaredData(reading(PointsGiven, ['points']), data)).toEqual({ points: 5 });
    expect(declaredData(reading(PointsGiven, []), data)).toEqual({});
    expect(declaredData(reading(PointsGiven, 'all'), data)).toBe(data);
    expect(
      Object.keys(declaredData(reading(PointsGiven, ['points', 'by']), data) as object),
    ).toEqual(['points', 'by']);
  });

  it('knows no difference between null and absent', () => {
    const both = reading(tallyEvents.PointsGiven, ['points', 'by']);
    expect(declaredData(both, { points: 5, by: null })).toEqual({ points: 5 });
  });

  it('names an event by log, category and type', () => {
    expect([...readingsByName(eventsOf(tallyEvents)).keys()]).toEqual([
      'intake/tally.PointsGiven',
      'intake/tally.PointsCleared',
      'intake/tally.TallyRenamed',
    ]);
    expect(eventName('intake', 'tally', 'X')).toBe('intake/tally.X');
  });

  it('cannot name a field that the event has not', () => {
    const { Sample } = defineEvents(
      { log: 'intake', category: 'x' },
      { Sample: { version: 1, data: t.object({ field: t.flag() }) } },
    );
    type Field = Exclude<Parameters<typeof reading<typeof Sample>>[1], 'all'>[number];
    // The compiler knows the fields: with another name in the list this does not compile.
    const fields: readonly Field[] = ['field'];
    expect(reading(Sample, fields).fields).toEqual(['field']);
  });
});

describe('an event as a live fold sees it', () => {
  it('has no field and no actor that were not declared', () => {
    const [seen] = projectedEvents(tally, tallyCatalogue, [
      record('PointsGiven', { points: 5, by: 'me' }),
    ]);
    expect(seen?.event.data).toEqual({ points: 5 });
    expect(seen?.event.actor).not.toEqual(actor);
    expect(seen?.envelope.actor).toEqual(seen?.event.actor);
    expect(Object.keys(seen?.envelope ?? {}).sort()).toEqual([
      ...['actor', 'occurredAt', 'origin', 'recordedAt', 'stream', 'type', 'version'],
    ]);
  });

  it('has the actor where that is declared', () => {
    const [seen] = projectedEvents({ ...tally, readsActor: true }, tallyCatalogue, [
      record('PointsCleared', {}, 1),
    ]);
    expect([seen?.event.actor, seen?.envelope.actor]).toEqual([actor, actor]);
  });

  it('is brought up to the present version, and left out when nobody reads it', () => {
    const seen = projectedEvents(tally, tallyCatalogue, [
      record('PointsGiven', { tens: 3 }, 1),
      record('TallyRenamed', {}, 1),
      record('Unheard', {}, 1),
    ]);
    expect(seen.map(({ event }) => event.data)).toEqual([{ points: 30 }]);
  });

  it('is refused when it cannot be read', () => {
    const broken = [record('PointsGiven', { points: 'five' })];
    expect(() => projectedEvents(tally, tallyCatalogue, broken)).toThrow('INVALID_DATA');
  });
});
