import fc from 'fast-check';
import {
  addBusiness,
  businessBetween,
  businessMillisBetween,
  isOpen,
  nextOpen,
} from './business-time.js';
import type { Calendar } from './calendar.js';
import {
  type CalendarException,
  type CalendarSpec,
  type LocalInterval,
  WEEKDAYS,
} from './calendar-spec.js';
import { requireCalendar } from './compile-calendar.js';
import { alwaysOpen } from './ready-calendars.js';

// Zones that change by an hour, half an hour and a day; at night, at midnight, and over midnight.
const zoneNames = [
  'America/New_York',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Asia/Shanghai',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Pacific/Apia',
] as const;
const zone = fc.constantFrom(...zoneNames);

const changes = [
  '2010-11-07T02:31Z', // St John's goes back from 00:01 to 23:01 of the day before.
  '2011-12-30T10:00Z', // Apia skips 30 December.
  '2018-02-18T02:00Z', // São Paulo goes back at midnight.
  '2018-11-04T03:00Z', // São Paulo goes forward at midnight.
  '2025-03-09T07:00Z', // New York goes forward.
  '2025-03-30T01:00Z', // Berlin goes forward.
  '2025-04-05T15:00Z', // Lord Howe goes back by half an hour.
  '2025-10-26T01:00Z', // Berlin goes back.
  '2025-11-02T06:00Z', // New York goes back.
].map((text) => Date.parse(text));

/** Instants near the changes and anywhere in the years around them. */
const instant = fc.oneof(
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -200_000_000, max: 200_000_000 }))
    .map(([change, distance]) => change + distance),
  fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2026, 0, 1) }),
);

const seconds = fc.oneof(
  fc.integer({ min: 0, max: 200_000 }),
  fc.constantFrom(0, 1, 3_600, 86_400),
);

const clock = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** Up to three sorted intervals: an even number of distinct minutes, taken in pairs. */
const someIntervals = (minLength: number): fc.Arbitrary<LocalInterval[]> =>
  fc.uniqueArray(fc.integer({ min: 0, max: 1_440 }), { minLength, maxLength: 6 }).map((minutes) => {
    const sorted = minutes.toSorted((a, b) => a - b);
    const intervals: LocalInterval[] = [];
    for (let index = 0; index + 1 < sorted.length; index += 2) {
      intervals.push({ from: clock(sorted[index] ?? 0), to: clock(sorted[index + 1] ?? 0) });
    }
    return intervals;
  });

const date = instant.map((at) => new Date(at).toISOString().slice(0, 10));

const exception: fc.Arbitrary<CalendarException> = fc.oneof(
  fc.record({ date, kind: fc.constant('OFF' as const) }),
  fc.record({ date, kind: fc.constant('ON' as const) }),
  fc.record({ date, kind: fc.constant('REPLACE' as const), intervals: someIntervals(2) }),
);

const spec: fc.Arbitrary<CalendarSpec> = fc.record({
  zone,
  week: fc
    .tuple(someIntervals(2), fc.array(someIntervals(0), { minLength: 6, maxLength: 6 }))
    .map(([monday, others]) =>
      Object.fromEntries(WEEKDAYS.map((name, day) => [name, others[day - 1] ?? monday])),
    ),
  exceptions: fc.uniqueArray(exception, { maxLength: 12, selector: (each) => each.date }),
});

const calendar: fc.Arbitrary<Calendar> = spec.map(requireCalendar);
const runs = { numRuns: 250 };

describe('laws of business time, for any calendar in any zone', () => {
  it('adding a and then b is adding a + b', () => {
    fc.assert(
      fc.property(calendar, instant, seconds, seconds, (c, t, a, b) => {
        expect(addBusiness(c, addBusiness(c, t, a), b)).toBe(addBusiness(c, t, a + b));
      }),
      runs,
    );
  });

  it('what was added is what lies between', () => {
    fc.assert(
      fc.property(calendar, instant, seconds, (c, t, a) => {
        expect(businessBetween(c, t, addBusiness(c, t, a))).toBe(a);
      }),
      runs,
    );
  });

  it('no earlier instant would do', () => {
    fc.assert(
      fc.property(calendar, instant, seconds, (c, t, a) => {
        const due = addBusiness(c, t, a);
        const before = businessMillisBetween(c, t, due - 1);
        expect(a === 0 ? due : before).toBe(a === 0 ? t : a * 1_000 - 1);
      }),
      runs,
    );
  });

  it('a later start or a longer time is never due earlier', () => {
    fc.assert(
      fc.property(calendar, instant, instant, seconds, seconds, (c, s, t, a, b) => {
        const [first, last] = [Math.min(s, t), Math.max(s, t)];
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(addBusiness(c, first, a)).toBeLessThanOrEqual(addBusiness(c, last, a));
        expect(addBusiness(c, s, less)).toBeLessThanOrEqual(addBusiness(c, s, more));
      }),
      runs,
    );
  });

  it('time between adds up, in whatever order the instants lie', () => {
    const near = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
    fc.assert(
      fc.property(calendar, instant, near, near, (c, t, toU, toV) => {
        const [u, v] = [t + toU, t + toV];
        const parts = businessMillisBetween(c, t, u) + businessMillisBetween(c, u, v);
        expect(parts).toBe(businessMillisBetween(c, t, v));
      }),
      runs,
    );
  });

  it('no business time passes before the next opening, and some passes right after it', () => {
    fc.assert(
      fc.property(calendar, instant, (c, t) => {
        const opens = nextOpen(c, t);
        expect(businessMillisBetween(c, t, opens)).toBe(0);
        expect(businessMillisBetween(c, opens, opens + 1)).toBe(1);
        expect(isOpen(c, t)).toBe(opens === t);
      }),
      runs,
    );
  });

  it('a calendar that is always open measures elapsed time through every change of clocks', () => {
    const always = new Map(zoneNames.map((name) => [name, requireCalendar(alwaysOpen(name))]));
    fc.assert(
      fc.property(zone, instant, fc.integer({ min: 0, max: 500_000_000 }), (name, t, passed) => {
        const c = always.get(name);
        expect(c && businessMillisBetween(c, t, t + passed)).toBe(passed);
      }),
      runs,
    );
  });

  it('the office is open when the wall clock says so, unless clocks were put back that day', () => {
    const everyDay = fc.tuple(zone, someIntervals(2));
    fc.assert(
      fc.property(everyDay, instant, ([name, intervals], t) => {
        const week = Object.fromEntries(WEEKDAYS.map((day) => [day, intervals]));
        const c = requireCalendar({ zone: name, week, exceptions: [] });
        const offset = (at: number): number => c.zone.offsetAt(at);
        fc.pre(offset(t - 86_400_000) <= offset(t) && offset(t) <= offset(t + 86_400_000));
        const wall = new Date(t).toLocaleTimeString('en-GB', { timeZone: name }).slice(0, 5);
        const expected = intervals.some(({ from, to }) => from <= wall && wall < to);
        expect(isOpen(c, t)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});
