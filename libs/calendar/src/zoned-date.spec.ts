import fc from 'fast-check';
import { localDateOf, startOfLocalDay } from './zoned-date.js';

const utc = (text: string): number => Date.parse(`${text}Z`);

describe('localDateOf', () => {
  it.each([
    ['Asia/Shanghai', '2024-09-30T15:59:59.999', '2024-09-30'],
    ['Asia/Shanghai', '2024-09-30T16:00', '2024-10-01'],
    ['Asia/Kathmandu', '2025-12-31T18:14:59.999', '2025-12-31'],
    ['Asia/Kathmandu', '2025-12-31T18:15', '2026-01-01'],
    ['America/New_York', '2024-03-01T04:59', '2024-02-29'],
    ['Pacific/Apia', '2011-12-30T09:59:59.999', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00', '2011-12-31'],
  ])('in %s at %s is %s', (zone, at, date) => {
    expect(localDateOf(zone, utc(at))).toBe(date);
  });

  it.each([
    Number.NaN,
    0.5,
    Number.POSITIVE_INFINITY,
    utc('1899-12-31T23:59'),
    utc('9899-01-01T00:00'),
  ])('refuses the instant %p', (at) => {
    expect(() => localDateOf('UTC', at)).toThrow(RangeError);
  });
});

describe('startOfLocalDay', () => {
  it.each([
    ['Asia/Shanghai', '2024-10-01', '2024-09-30T16:00'],
    ['Asia/Kathmandu', '2026-01-01', '2025-12-31T18:15'],
    ['Europe/Berlin', '2025-03-31', '2025-03-30T22:00'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00'],
  ])('in %s of %s is %s', (zone, date, at) => {
    expect(startOfLocalDay(zone, date)).toBe(utc(at));
  });

  it('is the first instant of its date', () => {
    const zones = ['Asia/Shanghai', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Europe/Berlin'];
    const date = fc.integer({ min: 0, max: 20_000 }).map((day) => {
      return new Date(day * 86_400_000).toISOString().slice(0, 10);
    });
    fc.assert(
      fc.property(fc.constantFrom(...zones), date, (zone, text) => {
        const start = startOfLocalDay(zone, text);
        expect(localDateOf(zone, start)).toBe(text);
        expect(localDateOf(zone, start - 1) < text).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses what is no date and no zone', () => {
    expect(() => startOfLocalDay('UTC', '2025-02-29')).toThrow('no such date: 2025-02-29');
    expect(() => startOfLocalDay('Nowhere', '2025-02-28')).toThrow('unknown time zone: Nowhere');
  });
});
