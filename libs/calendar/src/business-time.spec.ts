import {
  addBusiness,
  addBusinessMillis,
  businessBetween,
  businessMillisBetween,
  isOpen,
  nextOpen,
} from './business-time.js';
import type { CalendarException } from './calendar-spec.js';
import { requireCalendar } from './compile-calendar.js';
import { alwaysOpen, standardWeek, standardWeekWithLunch } from './ready-calendars.js';

const HOUR = 3_600;

/** Wall clock of Shanghai, which has kept one offset since 1991. */
const cst = (text: string): number => Date.parse(`${text}+08:00`);

/** National Day 2024: off from 1 to 7 October, paid for on Sunday 29 September and Saturday 12 October. */
const nationalDay: readonly CalendarException[] = [
  { date: '2024-09-29', kind: 'ON' },
  ...[1, 2, 3, 4, 5, 6, 7].map((day) => ({ date: `2024-10-0${day}`, kind: 'OFF' as const })),
  { date: '2024-10-12', kind: 'ON', asWeekday: 'fri' },
];

const office = requireCalendar({
  ...standardWeekWithLunch('Asia/Shanghai'),
  exceptions: nationalDay,
});

describe('business time in a Shanghai office with a lunch break', () => {
  it.each([
    ['within a morning', '2024-10-10T09:15', 1, '2024-10-10T10:15'],
    ['over lunch', '2024-10-10T11:30', 1, '2024-10-10T13:30'],
    ['from within lunch', '2024-10-10T12:20', 1, '2024-10-10T14:00'],
    ['up to lunch, not to its end', '2024-10-10T09:00', 3, '2024-10-10T12:00'],
    [
      'a whole day up to closing, not to the next opening',
      '2024-10-10T09:00',
      8,
      '2024-10-10T18:00',
    ],
    ['from before opening', '2024-10-10T03:00', 1, '2024-10-10T10:00'],
    ['from after closing', '2024-10-09T22:00', 1, '2024-10-10T10:00'],
    ['over an ordinary weekend', '2024-10-18T17:00', 2, '2024-10-21T10:00'],
    ['over the holiday week', '2024-09-30T17:00', 2, '2024-10-08T10:00'],
    ['from within the holiday', '2024-10-03T12:00', 4, '2024-10-08T14:00'],
    ['into a make-up Sunday', '2024-09-28T10:00', 1, '2024-09-29T10:00'],
    ['into a make-up Saturday', '2024-10-11T17:30', 1, '2024-10-12T09:30'],
    ['45 working days', '2024-09-30T09:00', 45 * 8, '2024-12-05T18:00'],
  ])('adds %s', (_, from, hours, due) => {
    expect(addBusiness(office, cst(from), hours * HOUR)).toBe(cst(due));
    expect(businessBetween(office, cst(from), cst(due))).toBe(hours * HOUR);
  });

  it('adds nothing without moving, open or closed', () => {
    const night = cst('2024-10-10T03:00');
    expect(addBusiness(office, night, 0)).toBe(night);
  });

  it('follows replacement intervals', () => {
    const newYearsEve = requireCalendar({
      ...standardWeek('Asia/Shanghai'),
      exceptions: [
        { date: '2024-12-31', kind: 'REPLACE', intervals: [{ from: '08:00', to: '12:00' }] },
      ],
    });
    expect(addBusiness(newYearsEve, cst('2024-12-31T07:00'), 5 * HOUR)).toBe(
      cst('2025-01-01T10:00'),
    );
  });

  it('works a make-up day like the weekday it names', () => {
    const spec = standardWeek('Asia/Shanghai');
    const shortFriday = requireCalendar({
      ...spec,
      week: { ...spec.week, fri: [{ from: '09:00', to: '15:00' }] },
      exceptions: nationalDay,
    });
    const [sunday, saturday] = ['2024-09-29', '2024-10-12'].map((date) => {
      return businessBetween(shortFriday, cst(`${date}T00:00`), cst(`${date}T24:00`));
    });
    expect({ sunday, saturday }).toEqual({ sunday: 9 * HOUR, saturday: 6 * HOUR });
  });

  it('is open from the start of an interval up to, not at, its end', () => {
    const open = (text: string): boolean => isOpen(office, cst(text));
    expect(
      ['08:59:59.999', '09:00', '11:59:59.999', '12:00'].map((t) => open(`2024-10-10T${t}`)),
    ).toEqual([false, true, true, false]);
    expect([open('2024-09-29T10:00'), open('2024-10-01T10:00'), open('2024-10-13T10:00')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('opens next now, after lunch, or after the holiday', () => {
    const next = (text: string): number => nextOpen(office, cst(text));
    expect(next('2024-10-10T10:30')).toBe(cst('2024-10-10T10:30'));
    expect(next('2024-10-10T12:00')).toBe(cst('2024-10-10T13:00'));
    expect(next('2024-09-30T18:00')).toBe(cst('2024-10-08T09:00'));
  });
});

describe('amounts', () => {
  const from = cst('2024-10-10T10:00:00.300');

  it('counts whole seconds one way and exact milliseconds the other', () => {
    const to = cst('2024-10-10T10:00:02.299');
    expect(businessBetween(office, from, to)).toBe(1);
    expect(businessMillisBetween(office, from, to)).toBe(1_999);
    expect(addBusinessMillis(office, from, 1_999)).toBe(to);
  });

  it('measures backwards as negative', () => {
    const to = cst('2024-10-10T14:00:00.300');
    expect(businessBetween(office, to, from)).toBe(-3 * HOUR);
    expect(businessMillisBetween(office, to, from)).toBe(-3 * HOUR * 1_000);
    expect(businessBetween(office, from + 1, from)).toBe(0);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses to add %p seconds', (sec) => {
    expect(() => addBusiness(office, from, sec)).toThrow(RangeError);
  });

  it('refuses instants that are none', () => {
    for (const bad of [Number.NaN, from + 0.5, Number.MAX_SAFE_INTEGER]) {
      expect(() => addBusiness(office, bad, 1)).toThrow(RangeError);
      expect(() => businessBetween(office, from, bad)).toThrow(RangeError);
      expect(() => nextOpen(office, bad)).toThrow(RangeError);
    }
  });

  it('stops at the horizon instead of walking on', () => {
    const oneMinuteAWeek = requireCalendar({
      zone: 'UTC',
      week: { mon: [{ from: '09:00', to: '09:01' }] },
      exceptions: [],
    });
    expect(() => addBusiness(oneMinuteAWeek, from, 10_000 * 60)).toThrow('36525 days');
    expect(() => businessBetween(oneMinuteAWeek, from, cst('2130-01-01T00:00'))).toThrow(
      RangeError,
    );
  });
});

describe('the cost of business time', () => {
  it('asks the runtime for an offset once per day, and never again', () => {
    const asked = jest.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
    try {
      // No other test uses this zone, so nothing is remembered of it.
      const calendar = requireCalendar(standardWeek('Asia/Jakarta'));
      addBusiness(calendar, cst('2024-09-30T09:00'), 45 * 9 * HOUR);
      const first = asked.mock.calls.length;
      addBusiness(calendar, cst('2024-09-30T09:00'), 45 * 9 * HOUR);
      expect(first).toBeLessThan(75);
      expect(asked).toHaveBeenCalledTimes(first);
    } finally {
      asked.mockRestore();
    }
  });
});

describe('a calendar that is always open', () => {
  it('makes business time elapsed time, for the clocks that run on it', () => {
    const always = requireCalendar(alwaysOpen('Europe/Berlin'));
    const received = Date.parse('2025-03-29T12:00:00.000Z');
    const due = Date.parse('2025-03-30T12:00:00.000Z');
    expect(addBusiness(always, received, 24 * HOUR)).toBe(due);
    expect(isOpen(always, due)).toBe(true);
  });
});
