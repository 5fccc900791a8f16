import fc from 'fast-check';
import { DAY, MINUTE, SECOND } from './instant.js';
import { findZone, requireZone } from './zone.js';

const HOUR = 60 * MINUTE;
const utc = (text: string): number => Date.parse(`${text}Z`);

/** What the wall clock of `zone` reads as local milliseconds, resolved and written in UTC. */
function resolved(zone: string, local: string): [string, string] {
  const { earlier, later } = requireZone(zone).resolve(utc(local));
  return [new Date(earlier).toISOString(), new Date(later).toISOString()];
}

describe('a zone', () => {
  it.each([
    ['Asia/Kathmandu', '2025-01-01T00:00', 5 * HOUR + 45 * MINUTE],
    ['Asia/Shanghai', '2025-07-01T00:00', 8 * HOUR],
    ['Australia/Lord_Howe', '2025-01-01T00:00', 11 * HOUR],
    ['Australia/Lord_Howe', '2025-07-01T00:00', 10 * HOUR + 30 * MINUTE],
    ['America/St_Johns', '2025-01-01T00:00', -(3 * HOUR + 30 * MINUTE)],
    ['Pacific/Apia', '2011-12-30T09:59:59.999', -10 * HOUR],
    ['Pacific/Apia', '2011-12-30T10:00', 14 * HOUR],
    ['Asia/Shanghai', '1900-06-01T00:00', 8 * HOUR + 5 * MINUTE + 43 * SECOND],
  ])('%s is at %s ahead of UTC by %d ms', (name, at, offset) => {
    expect(requireZone(name).offsetAt(utc(at))).toBe(offset);
  });

  it.each([
    ['Europe/Berlin', '2025-03-30T02:30', '2025-03-30T01:00:00.000Z'],
    ['America/New_York', '2025-03-09T02:00', '2025-03-09T07:00:00.000Z'],
    ['Australia/Lord_Howe', '2025-10-05T02:15', '2025-10-04T15:30:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04T00:00', '2018-11-04T03:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30T15:00', '2011-12-30T10:00:00.000Z'],
  ])('%s never shows %s: the first instant after the gap is %s', (zone, local, instant) => {
    expect(resolved(zone, local)).toEqual([instant, instant]);
  });

  it.each([
    ['Europe/Berlin', '2025-10-26T02:30', '2025-10-26T00:30:00.000Z', '2025-10-26T01:30:00.000Z'],
    [
      'America/New_York',
      '2025-11-02T01:59',
      '2025-11-02T05:59:00.000Z',
      '2025-11-02T06:59:00.000Z',
    ],
    [
      'Australia/Lord_Howe',
      '2025-04-06T01:45',
      '2025-04-05T14:45:00.000Z',
      '2025-04-05T15:15:00.000Z',
    ],
    [
      'America/Sao_Paulo',
      '2018-02-17T23:30',
      '2018-02-18T01:30:00.000Z',
      '2018-02-18T02:30:00.000Z',
    ],
    [
      'America/St_Johns',
      '2010-11-07T00:00',
      '2010-11-07T02:30:00.000Z',
      '2010-11-07T03:30:00.000Z',
    ],
  ])('%s shows %s twice, at %s and %s', (zone, local, first, last) => {
    expect(resolved(zone, local)).toEqual([first, last]);
  });

  it('shows the edges of a change once', () => {
    expect(resolved('Europe/Berlin', '2025-03-30T01:59:59.999')[0]).toBe(
      '2025-03-30T00:59:59.999Z',
    );
    expect(resolved('Europe/Berlin', '2025-03-30T03:00')[0]).toBe('2025-03-30T01:00:00.000Z');
    expect(resolved('Europe/Berlin', '2025-10-26T03:00')).toEqual([
      '2025-10-26T02:00:00.000Z',
      '2025-10-26T02:00:00.000Z',
    ]);
  });

  it('resolves what it shows back to the instant at which it showed it', () => {
    const names = Intl.supportedValuesOf('timeZone');
    const instant = fc.integer({ min: utc('1900-01-01T00:00'), max: utc('2040-01-01T00:00') });
    fc.assert(
      fc.property(fc.constantFrom(...names), instant, (name, at) => {
        const zone = requireZone(name);
        const { earlier, later } = zone.resolve(at + zone.offsetAt(at));
        expect([earlier, later]).toContain(at);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same offset when asked between its midnights as when asked afresh', () => {
    const zone = requireZone('Europe/Berlin');
    const spring = utc('2025-03-30T01:00');
    for (const at of [spring - 1, spring, spring + 1, spring - DAY, spring + DAY]) {
      expect(zone.offsetAt(at)).toBe(at < spring ? HOUR : 2 * HOUR);
    }
  });

  it('is found once per name, and not at all when unknown', () => {
    expect(findZone('Asia/Tokyo')).toBe(findZone('Asia/Tokyo'));
    expect(findZone('Asia/Atlantis')).toBeUndefined();
    expect(() => requireZone('Asia/Atlantis')).toThrow('unknown time zone: Asia/Atlantis');
  });
});
