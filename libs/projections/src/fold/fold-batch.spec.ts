import type { DomainEvent, Recorded } from '@redress/kernel';
import { systemActor } from '@redress/kernel';
import fc from 'fast-check';
import { tallyProjection } from '../../test/tally-projection.js';
import { foldBatch, loneRow, rowName, type ShownRow } from './fold-batch.js';
import type { ProjectedEvent, Projection } from '../projection.js';

const projection = tallyProjection as Projection;

function given(tenantId: string, id: string, points: number, offset: number): ProjectedEvent {
  const event: Recorded<DomainEvent> = {
    type: points === 0 ? 'PointsCleared' : 'PointsGiven',
    occurredAt: '2026-03-01T09:00:00.000Z',
    actor: systemActor('suite'),
    data: points === 0 ? {} : { points },
  };
  return {
    event,
    source: { log: 'intake', partition: 0, offset },
    envelope: {
      stream: { tenantId, category: 'tally', id },
      version: 1,
      type: event.type,
      occurredAt: event.occurredAt,
      recordedAt: event.occurredAt,
      origin: 'LIVE',
      actor: event.actor,
    },
  };
}

interface ChangedRow extends ShownRow {
  readonly state: unknown;
}

/** Folds the events batch by batch, as the engine does, and answers the rows it has then. */
function rowsAfter(events: readonly ProjectedEvent[], sizes: readonly number[]): ChangedRow[] {
  const rows = new Map<string, ChangedRow>();
  let next = 0;
  for (let turn = 0; next < events.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    const batch = events.slice(next, next + size);
    next += size;
    for (const each of foldBatch(projection, batch, (at) => rows.get(rowName(at))?.state)) {
      rows.set(rowName(each.at), { ...loneRow(projection, each), state: each.state });
    }
  }
  return [...rows.values()].sort((a, b) => {
    return `${a.tenant_id} ${a.key}` < `${b.tenant_id} ${b.key}` ? -1 : 1;
  });
}

const histories = fc.array(
  fc.record({
    tenantId: fc.constantFrom('one', 'two'),
    id: fc.constantFrom('a', 'b', 'c'),
    points: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: 1, maxLength: 60 },
);

describe('foldBatch', () => {
  it('gives the same rows however the events are cut into batches', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(histories, sizes, (history, cut) => {
        const events = history.map((e, n) => given(e.tenantId, e.id, e.points, n));
        expect(rowsAfter(events, cut)).toEqual(rowsAfter(events, [events.length]));
      }),
    );
  });

  it('gives the same rows in any interleaving that keeps the order within a stream', () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.nat(1_000)), (history, luck) => {
        const events = history.map((e, n) => given(e.tenantId, e.id, e.points, n));
        const lines = new Map<string, ProjectedEvent[]>();
        for (const event of events) {
          const { tenantId, id } = event.envelope.stream;
          lines.set(`${tenantId}/${id}`, [...(lines.get(`${tenantId}/${id}`) ?? []), event]);
        }
        const shuffled: ProjectedEvent[] = [];
        while (shuffled.length < events.length) {
          const open = [...lines.values()].filter((line) => line.length > 0);
          const line = open[(luck.next().value ?? 0) % open.length];
          const event = line?.shift();
          if (event) shuffled.push(event);
        }
        expect(rowsAfter(shuffled, [7])).toEqual(rowsAfter(events, [7]));
      }),
    );
  });

  it('keeps tenants with equal keys apart, and hides a row that has nothing to show', () => {
    const events = [given('one', 'a', 5, 0), given('two', 'a', 3, 1), given('two', 'a', 0, 2)];
    expect(rowsAfter(events, [3])).toMatchObject([
      { tenant_id: 'one', key: 'a', total: 5, shown: true, state: { total: 5, gifts: 1 } },
      { tenant_id: 'two', key: 'a', shown: false, state: { total: 0, gifts: 1 } },
    ]);
  });

  it('leaves events without a key out', () => {
    const keyless = { ...projection, key: () => undefined };
    expect(foldBatch(keyless, [given('one', 'a', 5, 0)], () => undefined)).toEqual([]);
  });
});
