import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { logTables } from './log-tables.js';
import { partitionOf } from './partition.js';

describe('partition of an ordering key', () => {
  it('is frozen: these keys have always been there', () => {
    // Another number for one of them would tear streams from their history.
    const known = ['demo/1', 'demo/2', '', '客户', 'acme/0190a000-0000-7000-8000-000000000000'];
    expect(known.map(partitionOf)).toEqual([9, 7, 2, 2, 1]);
  });

  it('is the first four bytes of SHA-256 modulo 16, for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        const digest = createHash('sha256').update(key).digest('hex');
        expect(partitionOf(key)).toBe(Number.parseInt(digest.slice(0, 8), 16) % 16);
      }),
    );
  });

  it('spreads keys evenly', () => {
    const counts = Array.from({ length: 16 }, () => 0);
    for (let n = 0; n < 16_000; n += 1) {
      const partition = partitionOf(`tenant/${n}`);
      counts[partition] = (counts[partition] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1_150);
  });
});

describe('names of log tables', () => {
  it('carry the name of the log, without what SQL would have to quote', () => {
    expect(logTables('follow-up')).toEqual({
      streams: 'follow_up_streams',
      events: 'follow_up_events',
      append: 'follow_up_append',
    });
  });

  it.each(['', 'Intake', 'a b', "x'; drop", '1st', 'x'.repeat(33)])('refuses %j', (name) => {
    expect(() => logTables(name)).toThrow('cannot name a log');
  });
});
