import fc from 'fast-check';
import { isTimestamp, laterOf, millisOf, plusSeconds, timestampOf } from './time.js';

const millis = fc.integer({
  min: Date.parse('0000-01-01T00:00:00.000Z'),
  max: Date.parse('9999-12-31T23:59:59.999Z'),
});

describe('timestamps', () => {
  it('come back from milliseconds as they were', () => {
    fc.assert(
      fc.property(millis, (at) => {
        expect(isTimestamp(timestampOf(at))).toBe(true);
        expect(millisOf(timestampOf(at))).toBe(at);
      }),
    );
  });

  it('sort as texts like the instants they name', () => {
    fc.assert(
      fc.property(millis, millis, (a, b) => {
        expect(timestampOf(a) < timestampOf(b)).toBe(a < b);
      }),
    );
  });

  it.each([
    ['no milliseconds', '2026-03-01T09:30:00Z'],
    ['an offset', '2026-03-01T09:30:00.000+08:00'],
    ['a date alone', '2026-03-01'],
    ['a date that is not in the calendar', '2026-02-30T09:30:00.000Z'],
    ['29 February of a common year', '2026-02-29T00:00:00.000Z'],
    ['a month that is not in the calendar', '2026-13-01T09:30:00.000Z'],
    ['24:00', '2026-03-01T24:00:00.000Z'],
    ['a year of five digits', '+010000-01-01T00:00:00.000Z'],
    ['words', 'March 7'],
  ])('refuse %s', (_, text) => {
    expect(isTimestamp(text)).toBe(false);
    expect(() => millisOf(text)).toThrow(RangeError);
  });

  it('accept 29 February of a leap year', () => {
    expect(isTimestamp('2024-02-29T00:00:00.000Z')).toBe(true);
  });
});

describe('reckoning', () => {
  it('adds seconds, also negative ones and across midnight', () => {
    expect(plusSeconds('2026-12-31T23:59:30.250Z', 45)).toBe('2027-01-01T00:00:15.250Z');
    expect(plusSeconds('2027-01-01T00:00:15.250Z', -45)).toBe('2026-12-31T23:59:30.250Z');
  });

  it('gives the later of two instants, in whatever order', () => {
    fc.assert(
      fc.property(millis, millis, (a, b) => {
        const later = timestampOf(Math.max(a, b));
        expect(laterOf(timestampOf(a), timestampOf(b))).toBe(later);
        expect(laterOf(timestampOf(b), timestampOf(a))).toBe(later);
      }),
    );
  });
});
