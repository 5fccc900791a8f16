import fc from 'fast-check';
import { addBusinessDays, closeOfBusinessDay } from './business-day.js';
import { isOpen } from './business-time.js';
import type { Calendar } from './calendar.js';
import { requireCalendar } from './compile-calendar.js';
import { alwaysOpen, standardWeek, standardWeekWithLunch } from './ready-calendars.js';

const cst = (text: string): number => Date.parse(`${text}+08:00`);

const week = standardWeek('Asia/Shanghai');
const office = requireCalendar({
  ...week,
  exceptions: [
    { date: '2024-09-29', kind: 'ON' },
    ...[1, 2, 3, 4, 5, 6, 7].map((day) => ({ date: `2024-10-0${day}`, kind: 'OFF' as const })),
    { date: '2024-10-12', kind: 'ON' },
    { date: '2024-12-31', kind: 'REPLACE', intervals: [{ from: '10:00', to: '12:00' }] },
  ],
});

describe('addBusinessDays', () => {
  it.each([
    ['keeps the time of day', '2024-10-14T10:20:30.400', 3, '2024-10-17T10:20:30.400'],
    ['skips a weekend', '2024-10-17T15:00', 3, '2024-10-22T15:00'],
    [
      'counts from a day off to the close of the next business day as one',
      '2024-10-19T15:00',
      1,
      '2024-10-21T18:00',
    ],
    ['skips the holiday week', '2024-09-30T15:00', 1, '2024-10-08T15:00'],
    ['counts a make-up Saturday', '2024-10-11T15:00', 1, '2024-10-12T15:00'],
    ['counts a make-up Sunday', '2024-09-27T15:00', 2, '2024-09-30T15:00'],
    ['does not end after closing', '2024-10-14T22:00', 1, '2024-10-15T18:00'],
    ['does not end before opening', '2024-10-14T06:00', 1, '2024-10-15T09:00'],
    ['does not end after an early closing', '2024-12-30T17:00', 1, '2024-12-31T12:00'],
    ['does not end before a late opening', '2024-12-30T09:00', 1, '2024-12-31T10:00'],
    ['adds nothing for 0, even on a day off', '2024-10-19T15:00', 0, '2024-10-19T15:00'],
    ['adds the 45 working days of a mediation', '2024-09-30T10:00', 45, '2024-12-06T10:00'],
  ])('%s', (_, from, days, due) => {
    expect(addBusinessDays(office, cst(from), days)).toBe(cst(due));
  });

  it('lets a due time fall into the lunch break', () => {
    const withLunch = requireCalendar(standardWeekWithLunch('Asia/Shanghai'));
    expect(addBusinessDays(withLunch, cst('2024-10-14T12:30'), 1)).toBe(cst('2024-10-15T12:30'));
  });

  it('keeps the wall clock, not the hours, when clocks change', () => {
    const berlin = requireCalendar(alwaysOpen('Europe/Berlin'));
    const due = (from: string): number => addBusinessDays(berlin, Date.parse(from), 1);
    expect(due('2025-03-29T12:00+01:00')).toBe(Date.parse('2025-03-30T12:00+02:00'));
    expect(due('2025-03-29T02:30+01:00')).toBe(Date.parse('2025-03-30T03:00+02:00'));
    expect(due('2025-10-25T02:30+02:00')).toBe(Date.parse('2025-10-26T02:30+02:00'));
  });

  it('does not count a date that the zone skipped', () => {
    const apia = requireCalendar(alwaysOpen('Pacific/Apia'));
    expect(addBusinessDays(apia, Date.parse('2011-12-29T15:00-10:00'), 1)).toBe(
      Date.parse('2011-12-31T15:00+14:00'),
    );
  });

  it('is never earlier for more days or a later start, and always within working hours', () => {
    const instant = fc.integer({ min: cst('2024-08-01T00:00'), max: cst('2025-02-01T00:00') });
    const days = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(instant, instant, days, (s, t, n) => {
        const due = addBusinessDays(office, s, n);
        expect(due).toBeLessThanOrEqual(addBusinessDays(office, s, n + 1));
        const [first, last] = [Math.min(s, t), Math.max(s, t)];
        expect(addBusinessDays(office, first, n)).toBeLessThanOrEqual(
          addBusinessDays(office, last, n),
        );
        expect(isOpen(office, due) || due === closeOfBusinessDay(office, s, n)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('closeOfBusinessDay', () => {
  it.each([
    ['the 3rd business day after a Monday', '2024-10-14T00:00', 3, '2024-10-17T18:00'],
    ['whatever the time of receipt', '2024-10-14T23:59:59.999', 3, '2024-10-17T18:00'],
    ['over a weekend', '2024-10-17T10:00', 3, '2024-10-22T18:00'],
    ['received on a Saturday, Monday is day 1', '2024-10-19T10:00', 3, '2024-10-23T18:00'],
    ['over the holiday and with the make-up day', '2024-09-30T10:00', 5, '2024-10-12T18:00'],
    ['of a short day', '2024-12-30T10:00', 1, '2024-12-31T12:00'],
  ])('%s', (_, received, n, close) => {
    expect(closeOfBusinessDay(office, cst(received), n)).toBe(cst(close));
  });

  it('is midnight where work never ends', () => {
    const always = requireCalendar(alwaysOpen('Asia/Shanghai'));
    expect(closeOfBusinessDay(always, cst('2024-10-14T10:00'), 1)).toBe(cst('2024-10-15T24:00'));
  });

  it('takes the local date of receipt, not that of UTC', () => {
    const zone = (name: string): Calendar => requireCalendar(standardWeek(name));
    const received = Date.parse('2024-10-14T20:00Z');
    expect(closeOfBusinessDay(zone('Asia/Shanghai'), received, 1)).toBe(cst('2024-10-16T18:00'));
    expect(closeOfBusinessDay(zone('UTC'), received, 1)).toBe(Date.parse('2024-10-15T18:00Z'));
  });
});

describe('amounts of business days', () => {
  const at = cst('2024-10-14T10:00');

  it.each([-1, 1.5, Number.NaN])('refuses %p days', (days) => {
    expect(() => addBusinessDays(office, at, days)).toThrow(RangeError);
    expect(() => closeOfBusinessDay(office, at, days)).toThrow(RangeError);
  });

  it('has no 0th closing, and none beyond the horizon', () => {
    expect(() => closeOfBusinessDay(office, at, 0)).toThrow('business days start at 1');
    expect(() => closeOfBusinessDay(office, at, 40_000)).toThrow('36525 days');
  });

  it('refuses instants that are none', () => {
    expect(() => addBusinessDays(office, Number.NaN, 0)).toThrow(RangeError);
    expect(() => closeOfBusinessDay(office, at + 0.5, 1)).toThrow(RangeError);
  });
});
