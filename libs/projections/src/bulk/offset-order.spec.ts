import fc from 'fast-check';
import { OffsetOrder } from './offset-order.js';

interface Place {
  readonly partition: number;
  readonly offset: number;
}

/** All offsets of some partitions, in any order. */
const places = fc
  .array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 4 })
  .map((ends) =>
    ends.flatMap((end, partition) =>
      Array.from({ length: end }, (_, offset): Place => ({ partition, offset })),
    ),
  )
  .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }));

/** Only those with an even offset are somebody's; the others hold a place. */
const itemOf = (place: Place) => (place.offset % 2 === 0 ? place : undefined);

function taken(all: readonly Place[]): { order: OffsetOrder<Place>; out: Place[] } {
  const order = new OffsetOrder<Place>();
  const out: Place[] = [];
  for (const place of all) order.take(place.partition, place.offset, itemOf(place), out);
  return { order, out };
}

function endsOf(all: readonly Place[]): Record<number, number> {
  const ends: Record<number, number> = {};
  for (const { partition, offset } of all)
    ends[partition] = Math.max(ends[partition] ?? -1, offset);
  return ends;
}

describe('OffsetOrder', () => {
  it('gives the items of each partition in the order of their offsets, whatever order they come in', () => {
    fc.assert(
      fc.property(places, (all) => {
        const { order, out } = taken(all);
        order.requireAll(endsOf(all));
        for (let partition = 0; partition < 4; partition += 1) {
          const expected = all.filter((each) => each.partition === partition && itemOf(each));
          expect(out.filter((each) => each.partition === partition)).toEqual(
            expected.sort((a, b) => a.offset - b.offset),
          );
        }
      }),
    );
  });

  it('gives an item at once when its turn has come', () => {
    const out: number[] = [];
    const order = new OffsetOrder<number>();
    order.take(3, 1, 1, out);
    expect(out).toEqual([]);
    order.take(3, 0, 0, out);
    expect(out).toEqual([0, 1]);
    order.take(3, 2, 2, out);
    expect(out).toEqual([0, 1, 2]);
  });

  it('notices an offset that never came, held or not', () => {
    fc.assert(
      fc.property(places, fc.nat(), (all, luck) => {
        fc.pre(all.length > 0);
        const lost = all[luck % all.length] ?? { partition: 0, offset: 0 };
        const { order } = taken(all.filter((each) => each !== lost));
        expect(() => order.requireAll(endsOf(all))).toThrow(
          `offset ${lost.offset} of partition ${lost.partition} is missing`,
        );
      }),
    );
  });
});
