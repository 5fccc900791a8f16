import { standardWeek } from '@redress/calendar';
import { afterBusinessDays, dateAt, unknownTimes } from './tenant-times.policy.js';

const shanghai = { zone: 'Asia/Shanghai', calendar: standardWeek('Asia/Shanghai') };

describe('how a tenant counts days', () => {
  it('by its own wall clock', () => {
    expect(dateAt(shanghai, '2026-03-01T16:30:00.000Z')).toBe('2026-03-02');
    expect(dateAt(unknownTimes, '2026-03-01T16:30:00.000Z')).toBe('2026-03-01');
  });

  it('five business days from a Monday end on the next Monday', () => {
    expect(afterBusinessDays(shanghai, '2026-03-02T02:00:00.000Z', 5)).toBe(
      '2026-03-09T02:00:00.000Z',
    );
  });

  it('skips holidays of the published calendar', () => {
    const calendar = {
      ...shanghai.calendar,
      exceptions: [{ kind: 'OFF' as const, date: '2026-03-04' }],
    };
    expect(afterBusinessDays({ ...shanghai, calendar }, '2026-03-02T02:00:00.000Z', 5)).toBe(
      '2026-03-10T02:00:00.000Z',
    );
  });
});
