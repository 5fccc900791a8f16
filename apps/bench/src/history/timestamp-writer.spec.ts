import { timestampOf } from '@redress/kernel';
import { timestampWriter } from './timestamp-writer.js';

describe('timestampWriter', () => {
  it('writes what the kernel writes', () => {
    const write = timestampWriter();
    const step = 7 * 3_600_000 + 59 * 60_000 + 13_007;
    for (let millis = -5 * step; millis < 2_000_000_000_000; millis += step * 97) {
      expect(write(millis)).toBe(timestampOf(millis));
    }
    expect(write(1_709_251_199_999)).toBe('2024-02-29T23:59:59.999Z');
  });
});
