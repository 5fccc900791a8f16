import { partitionCount } from '@redress/event-log';
import { timestampOf } from '@redress/kernel';
import { HorizonBook, readHorizon, type Standing, takeHorizons } from './horizon.js';

const at = (seconds: number) => timestampOf(Date.UTC(2026, 0, 1) + seconds * 1_000);
const ends = (last: number) => Array.from({ length: partitionCount }, () => last);
const standing = (log: string, committed: number): Standing[] =>
  ends(committed).map((offset, partition) => ({ log, partition, committed: offset }));

describe('a book of horizons', () => {
  it('has heard nothing of a log that it knows nothing of', () => {
    const book = new HorizonBook();
    book.add({ log: 'intake', at: at(1), ends: ends(3) });
    expect(book.heardUpTo(['intake', 'triage'], standing('intake', 9))).toBe(timestampOf(0));
  });

  it('goes as far as the newest horizon whose ends are committed in every partition', () => {
    const book = new HorizonBook();
    for (const second of [1, 2, 3]) book.add({ log: 'intake', at: at(second), ends: ends(second) });
    expect(book.heardUpTo(['intake'], standing('intake', 2))).toBe(at(2));
    const oneBehind = standing('intake', 3).map((each) =>
      each.partition === 7 ? { ...each, committed: 1 } : each,
    );
    expect(book.heardUpTo(['intake'], oneBehind)).toBe(at(1));
    expect(book.heardUpTo(['intake'], standing('intake', 0))).toBe(timestampOf(0));
  });

  it('goes as far as the log that was heard least', () => {
    const book = new HorizonBook();
    book.add({ log: 'intake', at: at(5), ends: ends(0) });
    book.add({ log: 'triage', at: at(4), ends: ends(0) });
    const both = [...standing('intake', 0), ...standing('triage', 0)];
    expect(book.heardUpTo(['intake', 'triage'], both)).toBe(at(4));
  });

  it('counts a partition without a checkpoint as not begun, which is enough where nothing is', () => {
    const book = new HorizonBook();
    book.add({ log: 'intake', at: at(5), ends: ends(-1) });
    expect(book.heardUpTo(['intake'], [])).toBe(at(5));
  });

  it('takes what replicas tell in any order, and forgets what was told first', () => {
    const book = new HorizonBook();
    for (let second = 0; second < 400; second += 2) {
      book.add({ log: 'intake', at: at(second + 1), ends: ends(second + 1) });
      book.add({ log: 'intake', at: at(second), ends: ends(second) });
    }
    expect(book.heardUpTo(['intake'], standing('intake', 1_000))).toBe(at(399));
    expect(book.heardUpTo(['intake'], standing('intake', 200))).toBe(at(200));
    expect(book.heardUpTo(['intake'], standing('intake', 10))).toBe(timestampOf(0));
  });

  it.each([
    ['of a time to come', { at: at(1_000_000), ends: ends(-1) }],
    ['with ends that nobody reaches', { at: at(1), ends: ends(1e12) }],
  ])('is not held up by wrong ones %s', (_, wrong) => {
    const book = new HorizonBook();
    for (let times = 0; times < 400; times += 1) book.add({ log: 'intake', ...wrong });
    for (let second = 0; second < 300; second += 1) {
      book.add({ log: 'intake', at: at(second), ends: ends(second) });
    }
    expect(book.heardUpTo(['intake'], standing('intake', 500))).toBe(at(299));
  });
});

describe('a horizon', () => {
  it('is the instant first and the ends after it', async () => {
    const calls: string[] = [];
    const tail = async () => {
      calls.push('tail');
      return new Map([['intake/3', 12]]);
    };
    const taken = await takeHorizons([{ name: 'intake', tail }], async () => {
      calls.push('horizon');
      return at(1);
    });
    expect(calls).toEqual(['horizon', 'tail']);
    const [horizon] = taken;
    expect([horizon?.log, horizon?.at]).toEqual(['intake', at(1)]);
    expect(
      horizon?.ends.map((end, partition) => [partition, end]).filter(([, end]) => end !== -1),
    ).toEqual([[3, 12]]);
  });

  it('is read as it was written, and nothing else is taken for one', () => {
    const horizon = { log: 'intake', at: at(1), ends: ends(4) };
    expect(readHorizon(Buffer.from(JSON.stringify(horizon)))).toEqual(horizon);
    const strange = [
      ...['', 'no json', 'null', '[]', '{}'],
      JSON.stringify({ ...horizon, at: 'yesterday' }),
      JSON.stringify({ ...horizon, ends: [1] }),
      JSON.stringify({ ...horizon, ends: ends(0.5) }),
      JSON.stringify({ ...horizon, ends: ends(-2) }),
    ];
    for (const value of strange) expect(readHorizon(Buffer.from(value))).toBeUndefined();
    expect(readHorizon(null)).toBeUndefined();
  });
});
