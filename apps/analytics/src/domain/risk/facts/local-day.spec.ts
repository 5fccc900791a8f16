import { dateOf, dayIn, dayOf, yearsAfter } from './local-day.js';

describe('a local day', () => {
  it('counts from 1970-01-01 and back', () => {
    expect(dayOf('1970-01-01')).toBe(0);
    expect(dayOf('2026-03-01')).toBe(20_513);
    expect(dateOf(20_513)).toBe('2026-03-01');
    expect(dateOf(-1)).toBe('1969-12-31');
  });

  it('is the one that the wall clock of the zone shows', () => {
    expect(dateOf(dayIn('Asia/Shanghai', '2026-02-28T15:59:59.999Z'))).toBe('2026-02-28');
    expect(dateOf(dayIn('Asia/Shanghai', '2026-02-28T16:00:00.000Z'))).toBe('2026-03-01');
  });

  it.each([
    ['2024-03-01', 1, '2025-03-01'],
    ['2024-02-29', 1, '2025-03-01'],
    ['2024-02-29', 4, '2028-02-29'],
    ['2020-12-31', 5, '2025-12-31'],
  ])('%s has its anniversary %p on %s', (date, years, anniversary) => {
    expect(dateOf(yearsAfter(dayOf(date), years))).toBe(anniversary);
  });

  it('refuses what is no date', () => {
    expect(() => dayOf('2026-02-30')).toThrow(RangeError);
  });
});
