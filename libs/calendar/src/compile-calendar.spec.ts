import type { CalendarException, CalendarSpec, LocalInterval, Weekday } from './calendar-spec.js';
import { compileCalendar, MAX_EXCEPTIONS, requireCalendar } from './compile-calendar.js';
import { alwaysOpen, standardWeek, standardWeekWithLunch } from './ready-calendars.js';

const shanghai = standardWeek('Asia/Shanghai');

function problemsOf(spec: CalendarSpec): string[] {
  const compiled = compileCalendar(spec);
  return compiled.ok ? [] : compiled.problems.map(({ path, code }) => `${path} ${code}`);
}

function withMonday(...mon: LocalInterval[]): CalendarSpec {
  return { ...shanghai, week: { ...shanghai.week, mon } };
}

function withExceptions(...exceptions: CalendarException[]): CalendarSpec {
  return { ...shanghai, exceptions };
}

/** Specs arrive as JSON too, where the compiler has no say. */
function fromJson(spec: object): CalendarSpec {
  return JSON.parse(JSON.stringify({ ...shanghai, ...spec }));
}

describe('compileCalendar', () => {
  it.each([standardWeek, standardWeekWithLunch, alwaysOpen])('accepts %p', (ready) => {
    expect(problemsOf(ready('Europe/Berlin'))).toEqual([]);
  });

  it.each(['Mars/Olympus', '', '+08:00', 'UTC+8', 'Asia/Shanghai '])('refuses zone %p', (zone) => {
    expect(problemsOf({ ...shanghai, zone })).toEqual(['zone ZONE_UNKNOWN']);
  });

  it.each([
    ['9:00', '18:00', 'week.mon.0.from TIME_INVALID'],
    ['09:60', '18:00', 'week.mon.0.from TIME_INVALID'],
    ['09:00', '24:01', 'week.mon.0.to TIME_INVALID'],
    ['09:00', '09:00', 'week.mon.0 INTERVAL_EMPTY'],
    ['22:00', '06:00', 'week.mon.0 INTERVAL_EMPTY'],
    ['24:00', '24:00', 'week.mon.0 INTERVAL_EMPTY'],
  ])('refuses the interval %s to %s', (from, to, problem) => {
    expect(problemsOf(withMonday({ from, to }))).toEqual([problem]);
  });

  it('accepts intervals that touch, and 24:00 as an end', () => {
    const touching = [
      { from: '00:00', to: '12:00' },
      { from: '12:00', to: '24:00' },
    ];
    expect(problemsOf(withMonday(...touching))).toEqual([]);
  });

  it('refuses intervals that overlap or are not sorted', () => {
    const morning = { from: '09:00', to: '12:00' };
    expect(problemsOf(withMonday(morning, { from: '11:59', to: '18:00' }))).toEqual([
      'week.mon.1.from INTERVALS_OVERLAP',
    ]);
    expect(problemsOf(withMonday({ from: '13:00', to: '18:00' }, morning))).toEqual([
      'week.mon.1.from INTERVALS_UNSORTED',
    ]);
  });

  it('refuses a week without working time, whatever its exceptions add', () => {
    const exceptions: CalendarException[] = [
      { date: '2026-05-01', kind: 'REPLACE', intervals: [{ from: '09:00', to: '18:00' }] },
    ];
    expect(problemsOf({ zone: 'UTC', week: {}, exceptions: [] })).toEqual(['week CALENDAR_EMPTY']);
    expect(problemsOf({ zone: 'UTC', week: { mon: [], sun: [] }, exceptions })).toEqual([
      'week CALENDAR_EMPTY',
    ]);
  });

  it('refuses what is no weekday and no kind of exception', () => {
    expect(problemsOf(fromJson({ week: { ...shanghai.week, monday: [] } }))).toEqual([
      'week.monday WEEKDAY_UNKNOWN',
    ]);
    expect(problemsOf(fromJson({ exceptions: [{ date: '2026-05-01', kind: 'HALF' }] }))).toEqual([
      'exceptions.0.kind EXCEPTION_KIND_UNKNOWN',
    ]);
    const asWeekday = fromJson({
      exceptions: [{ date: '2026-05-01', kind: 'ON', asWeekday: 'Mo' }],
    });
    expect(problemsOf(asWeekday)).toEqual(['exceptions.0.asWeekday WEEKDAY_UNKNOWN']);
  });

  it.each(['2026-02-29', '2026-13-01', '2026-5-1', '1899-12-31', '2026-05-01T00:00:00Z', ''])(
    'refuses the date %p',
    (date) => {
      expect(problemsOf(withExceptions({ date, kind: 'OFF' }))).toEqual([
        'exceptions.0.date DATE_INVALID',
      ]);
    },
  );

  it('refuses two exceptions for one date', () => {
    const twice = withExceptions(
      { date: '2026-05-01', kind: 'OFF' },
      { date: '2026-05-02', kind: 'OFF' },
      { date: '2026-05-01', kind: 'ON' },
    );
    expect(problemsOf(twice)).toEqual(['exceptions.2.date DATE_DUPLICATE']);
  });

  it('refuses a replacement without time and with bad time', () => {
    const date = '2026-05-01';
    expect(problemsOf(withExceptions({ date, kind: 'REPLACE', intervals: [] }))).toEqual([
      'exceptions.0.intervals INTERVALS_MISSING',
    ]);
    const bad = [{ from: '18:00', to: '09:00' }];
    expect(problemsOf(withExceptions({ date, kind: 'REPLACE', intervals: bad }))).toEqual([
      'exceptions.0.intervals.0 INTERVAL_EMPTY',
    ]);
  });

  it('refuses a make-up workday like a day that has no working time', () => {
    expect(
      problemsOf(withExceptions({ date: '2026-05-09', kind: 'ON', asWeekday: 'sun' })),
    ).toEqual(['exceptions.0.asWeekday MAKE_UP_DAY_EMPTY']);
    const week: CalendarSpec['week'] = { tue: [{ from: '09:00', to: '18:00' }] };
    expect(
      problemsOf({ zone: 'UTC', week, exceptions: [{ date: '2026-05-09', kind: 'ON' }] }),
    ).toEqual(['exceptions.0.asWeekday MAKE_UP_DAY_EMPTY']);
  });

  it('refuses more exceptions than it has room for', () => {
    const exceptions = Array.from({ length: MAX_EXCEPTIONS + 1 }, (_, day) => ({
      date: new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
      kind: 'OFF' as const,
    }));
    expect(problemsOf(withExceptions(...exceptions.slice(1)))).toEqual([]);
    expect(problemsOf(withExceptions(...exceptions))).toEqual(['exceptions EXCEPTIONS_TOO_MANY']);
  });

  it('reports every fault at once', () => {
    const mon: Weekday = 'mon';
    expect(
      problemsOf({
        zone: 'Nowhere',
        week: { [mon]: [{ from: 'x', to: 'y' }] },
        exceptions: [{ date: 'z', kind: 'OFF' }],
      }),
    ).toEqual([
      'zone ZONE_UNKNOWN',
      'week.mon.0.from TIME_INVALID',
      'week.mon.0.to TIME_INVALID',
      'exceptions.0.date DATE_INVALID',
    ]);
  });
});

describe('requireCalendar', () => {
  it('throws naming the problems of a spec that should have been valid', () => {
    expect(() => requireCalendar({ zone: 'UTC', week: {}, exceptions: [] })).toThrow(
      new RangeError('invalid calendar: week: CALENDAR_EMPTY'),
    );
  });
});
