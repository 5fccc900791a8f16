import { addBusiness, businessBetween } from './business-time.js';
import type { LocalInterval } from './calendar-spec.js';
import { requireCalendar } from './compile-calendar.js';
import { alwaysOpen, standardWeek } from './ready-calendars.js';
import { startOfLocalDay } from './zoned-date.js';

const at = (text: string): number => Date.parse(text);

/** Hours of business time on one local date when only these hours are worked, every day. */
function hoursOn(zone: string, date: string, ...intervals: LocalInterval[]): number {
  const week = Object.fromEntries(
    Object.keys(alwaysOpen(zone).week).map((weekday) => [weekday, intervals]),
  );
  const calendar = requireCalendar({ zone, week, exceptions: [] });
  const [from, to] = [date, dayAfter(date)].map((day) => startOfLocalDay(zone, day));
  return businessBetween(calendar, from ?? 0, to ?? 0) / 3_600;
}

function dayAfter(date: string): string {
  return new Date(at(`${date}T00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

const wholeDay = { from: '00:00', to: '24:00' };
const night = { from: '01:00', to: '04:00' };

describe('a day on which clocks change', () => {
  it.each([
    ['Europe/Berlin', '2025-03-30', 23],
    ['Europe/Berlin', '2025-10-26', 25],
    ['America/New_York', '2025-03-09', 23],
    ['America/New_York', '2025-11-02', 25],
    ['Australia/Lord_Howe', '2025-10-05', 23.5],
    ['Australia/Lord_Howe', '2025-04-06', 24.5],
    ['America/Sao_Paulo', '2018-11-04', 23],
    ['America/Sao_Paulo', '2018-02-17', 25],
    ['Pacific/Apia', '2011-12-30', 0],
    ['Pacific/Apia', '2011-12-31', 24],
    ['Asia/Kathmandu', '2025-03-30', 24],
  ])('in %s on %s has %d hours', (zone, date, hours) => {
    expect(hoursOn(zone, date, wholeDay)).toBe(hours);
  });

  it.each([
    ['Europe/Berlin', '2025-03-30', 2],
    ['Europe/Berlin', '2025-10-26', 4],
    ['America/New_York', '2025-03-09', 2],
    ['America/New_York', '2025-11-02', 4],
  ])('in %s on %s gives a night shift from 01:00 to 04:00 %d hours', (zone, date, hours) => {
    expect(hoursOn(zone, date, night)).toBe(hours);
  });

  it('moves an edge within the gap to its end', () => {
    expect(hoursOn('Europe/Berlin', '2025-03-30', { from: '02:30', to: '03:30' })).toBe(0.5);
    expect(hoursOn('Europe/Berlin', '2025-03-30', { from: '01:30', to: '02:30' })).toBe(0.5);
    expect(hoursOn('Europe/Berlin', '2025-03-30', { from: '02:15', to: '02:45' })).toBe(0);
  });

  it('starts at the earlier and ends at the later of two instants', () => {
    expect(hoursOn('Europe/Berlin', '2025-10-26', { from: '02:15', to: '02:45' })).toBe(1.5);
  });

  it('counts repeated time once, though two intervals reach into it', () => {
    const intervals = [
      { from: '01:00', to: '02:15' },
      { from: '02:30', to: '04:00' },
    ];
    expect(hoursOn('Europe/Berlin', '2025-10-26', ...intervals)).toBe(4);
  });

  it('counts time repeated over midnight once, as time of the day before', () => {
    // St John's went back from Sunday 00:01 to Saturday 23:01.
    const calendar = requireCalendar({
      zone: 'America/St_Johns',
      week: { sat: [{ from: '22:00', to: '24:00' }], sun: [{ from: '00:00', to: '01:00' }] },
      exceptions: [],
    });
    const between = (from: string, to: string): number =>
      businessBetween(calendar, at(from), at(to)) / 60;
    expect(between('2010-11-06T12:00Z', '2010-11-07T12:00Z')).toBe(4 * 60);
    expect(calendar.windowsOn(at('2010-11-07T00:00Z') / 86_400_000)).toEqual([
      { start: at('2010-11-07T03:30Z'), end: at('2010-11-07T04:30Z') },
    ]);
    // In the first minute of Sunday, Saturday's shift is about to come back.
    expect(addBusiness(calendar, at('2010-11-07T02:30:30Z'), 1_800)).toBe(
      at('2010-11-07T03:00:30Z'),
    );
  });

  it('leaves office hours on the wall clock', () => {
    const berlin = requireCalendar(standardWeek('Europe/Berlin'));
    const newYork = requireCalendar(standardWeek('America/New_York'));
    const due = (calendar: typeof berlin, from: string): string =>
      new Date(addBusiness(calendar, at(from), 7_200)).toISOString();
    expect(due(berlin, '2025-03-28T17:00+01:00')).toBe('2025-03-31T08:00:00.000Z');
    expect(due(berlin, '2025-10-24T17:00+02:00')).toBe('2025-10-27T09:00:00.000Z');
    expect(due(newYork, '2025-03-07T17:00-05:00')).toBe('2025-03-10T14:00:00.000Z');
    expect(due(newYork, '2025-10-31T17:00-04:00')).toBe('2025-11-03T15:00:00.000Z');
  });
});
