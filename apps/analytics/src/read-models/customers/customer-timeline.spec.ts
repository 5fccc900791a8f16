import type { CursorState } from '@redress/edge';
import type { JournalRecord } from '@redress/event-log';
import { formatPosition, systemActor, timestampOf } from '@redress/kernel';
import fc from 'fast-check';
import { timelinePage } from './customer-timeline.js';

/** Times are few, so that many events share one. */
const time = fc.nat(3).map((hours) => timestampOf(Date.UTC(2026, 2, 1, hours)));

const record: fc.Arbitrary<JournalRecord> = fc
  .record({
    occurredAt: time,
    recordedAt: time,
    log: fc.constantFrom('intake', 'conduct', 'analytics'),
    partition: fc.nat(15),
    offset: fc.nat(120),
  })
  .map(({ occurredAt, recordedAt, ...source }) => ({
    position: { log: 'journal', partition: source.partition, offset: source.offset },
    source,
    previous: -1,
    orderingKey: 'demo/x',
    envelope: {
      ...{ id: 'x', type: 'Something', version: 1, schemaVersion: 1, occurredAt, recordedAt },
      ...{ actor: systemActor('spec'), origin: 'LIVE' as const, correlationId: 'x' },
      stream: { tenantId: 'demo', category: 'customer', id: 'x' },
    },
    data: { round: 2, amountMinor: 5, text: { sealed: 'customer:x' } },
    sealed: [],
  }));

const positionOf = ({ source }: JournalRecord) => formatPosition(source);
const records = fc.uniqueArray(record, { selector: positionOf, maxLength: 40 });

function pagesOf(all: readonly JournalRecord[], limit: number) {
  const seen = [];
  let after: CursorState | undefined;
  do {
    const { entries, next } = timelinePage(all, limit, after);
    expect(entries.length).toBeLessThanOrEqual(limit);
    seen.push(...entries);
    after = next;
  } while (after);
  return seen;
}

describe('the timeline of a customer', () => {
  it('comes in pages in the order in which things were true, each event once', () => {
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 7 }), (all, limit) => {
        const seen = pagesOf(all, limit);
        expect(new Set(seen.map(({ position }) => position))).toEqual(new Set(all.map(positionOf)));
        expect(seen).toHaveLength(all.length);
        const times = seen.map(({ occurredAt, recordedAt }) => `${occurredAt} ${recordedAt}`);
        expect(times).toEqual([...times].sort());
        // Whatever the order in which the journal gave them.
        expect(timelinePage([...all].reverse(), 100, undefined).entries).toEqual(seen);
      }),
    );
  });

  it('keeps the order of a log where all was recorded at one instant', () => {
    const at = timestampOf(0);
    const [any] = fc.sample(record, 1);
    const told = [12, 9, 100, 2].map((offset) => ({
      ...(any as JournalRecord),
      source: { log: 'intake', partition: 3, offset },
      envelope: { ...(any as JournalRecord).envelope, occurredAt: at, recordedAt: at },
    }));
    expect(pagesOf(told, 2).map(({ position }) => position)).toEqual([
      ...['intake/3/2', 'intake/3/9', 'intake/3/12', 'intake/3/100'],
    ]);
  });

  it('shows codes and numbers, and no text', () => {
    const [any] = fc.sample(record, 1);
    const { entries } = timelinePage([any as JournalRecord], 1, undefined);
    expect(entries).toMatchObject([{ round: 2, streamId: 'x', details: { amountMinor: 5 } }]);
    expect(entries[0]?.details).not.toHaveProperty('text');
  });
});
