import type { LogRecord } from '@redress/event-log';
import { systemActor } from '@redress/kernel';
import fc from 'fast-check';
import { findAfter, type PlacedRecord } from './find-on-topic.js';
import { isKafkaError } from './kafka.error.js';

const recordAt = (offset: number): LogRecord => ({
  position: { log: 'intake', partition: 0, offset },
  previous: offset - 1,
  orderingKey: 'k',
  envelope: {
    id: `id-${offset}`,
    stream: { tenantId: 'demo', category: 'probe', id: 's' },
    version: 1,
    type: 'Counted',
    schemaVersion: 1,
    occurredAt: '2026-01-01T00:00:00.000Z',
    recordedAt: '2026-01-01T00:00:00.000Z',
    actor: systemActor('spec'),
    origin: 'LIVE',
    correlationId: 'c',
  },
  data: {},
  sealed: [],
});

/** A topic with these offsets of the log, the first of which stands at `first`. */
function topic(offsets: readonly number[], first = 0, pageMax = 7) {
  const placed = offsets.map(
    (offset, index): PlacedRecord => ({ at: first + index, record: recordAt(offset) }),
  );
  let pages = 0;
  return {
    range: { first, end: first + offsets.length },
    pages: () => pages,
    fetch: async (at: number) => {
      pages += 1;
      return placed.filter((each) => each.at >= at).slice(0, pageMax);
    },
  };
}

const offsetsOf = (found: readonly PlacedRecord[]) =>
  found.map(({ record }) => record.position.offset);

const upTo = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + index);

describe('what follows an offset of the log on its topic', () => {
  it.each([
    ['where both count alike', topic(upTo(0, 100)), 41, [42, 43, 44, 45, 46, 47, 48]],
    ['on a topic that was begun later', topic(upTo(1_000, 1_050)), 1_019, [1_020]],
    ['on a topic whose beginning has expired', topic(upTo(60, 100), 60), 59, [60, 61]],
    ['behind what was published twice', topic([...upTo(0, 50), ...upTo(30, 90)]), 80, [81]],
    ['at the beginning', topic(upTo(0, 3)), -1, [0, 1, 2]],
  ])('is found %s', async (_, { range, fetch }, after, expected) => {
    const found = offsetsOf(await findAfter(after, range, fetch));
    expect(found.slice(0, expected.length)).toEqual(expected);
  });

  it('is nothing at the end, and on an empty topic', async () => {
    const { range, fetch } = topic(upTo(0, 10));
    expect(await findAfter(9, range, fetch)).toEqual([]);
    expect(await findAfter(4, { first: 5, end: 5 }, async () => [])).toEqual([]);
  });

  it('that is no longer kept is gone, not skipped', async () => {
    const { range, fetch } = topic(upTo(60, 100), 60);
    const error = await findAfter(40, range, fetch).catch((thrown: unknown) => thrown);
    expect(isKafkaError(error, 'OFFSET_GONE')).toBe(true);
  });

  it('is found whatever relays have published twice, one after the other or side by side', async () => {
    // Each run begins at or before what was published by then, as a relay that reads the topic first.
    const run = fc.record({ back: fc.nat(40), length: fc.integer({ min: 1, max: 60 }) });
    const zombie = fc.record({ after: fc.nat(300), back: fc.nat(30) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(run, { minLength: 1, maxLength: 8 }),
        fc.array(zombie, { maxLength: 3 }),
        fc.nat(500),
        async (runs, zombies, first) => {
          const published: number[] = [];
          let end = 0;
          for (const { back, length } of runs) {
            const from = Math.max(0, end - back);
            published.push(...upTo(from, from + length));
            end = Math.max(end, from + length);
          }
          for (const { after, back } of zombies) {
            const at = Math.min(after, published.length);
            const known = Math.max(-1, ...published.slice(0, at));
            if (known >= 0) published.splice(at, 0, Math.max(0, known - back));
          }
          const { range, fetch } = topic(published, first);
          for (let after = -1; after < end - 1; after += 1) {
            // Nothing new has come since a relay that was thought dead wrote this one again.
            if (published.at(-1) === after) continue;
            const found = offsetsOf(await findAfter(after, range, fetch));
            expect(found).toEqual(upTo(after + 1, after + 1 + found.length));
            expect(found.length).toBeGreaterThan(0);
          }
          expect(await findAfter(end - 1, range, fetch)).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('takes few pages where nothing was published twice', async () => {
    const { range, fetch, pages } = topic(upTo(5_000, 9_000), 200);
    await findAfter(8_000, range, fetch);
    expect(pages()).toBeLessThan(4);
  });
});
