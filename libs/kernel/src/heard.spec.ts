import fc from 'fast-check';
import { type Heard, hasHeard, hear, heardPositions } from './heard.js';

const at = (log: string, partition: number, offset: number) => ({ log, partition, offset });

describe('heard', () => {
  it('knows a position and every earlier one of the same partition', () => {
    const heard = hear({}, at('intake', 3, 7));
    expect(hasHeard(heard, at('intake', 3, 7))).toBe(true);
    expect(hasHeard(heard, at('intake', 3, 0))).toBe(true);
    expect(hasHeard(heard, at('intake', 3, 8))).toBe(false);
    expect(hasHeard(heard, at('intake', 4, 0))).toBe(false);
    expect(hasHeard(heard, at('triage', 3, 0))).toBe(false);
  });

  it('never goes back, in whatever order and however often positions come', () => {
    const position = fc.record({
      log: fc.constantFrom('intake', 'triage'),
      partition: fc.integer({ min: 0, max: 1 }),
      offset: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(position), (positions) => {
        let heard: Heard = {};
        for (const each of positions) {
          const before = Object.freeze(heard);
          heard = hear(before, each);
          for (const [key, offset] of Object.entries(before)) {
            expect(heard[key]).toBeGreaterThanOrEqual(offset);
          }
        }
        expect(positions.every((each) => hasHeard(heard, each))).toBe(true);
        for (const each of positions) expect(hear(heard, each)).toBe(heard);
      }),
    );
  });

  it('lists positions sorted, as callers are shown them', () => {
    const heard = hear(hear({}, at('triage', 2, 5)), at('intake', 3, 7));
    expect(heardPositions(heard)).toEqual(['intake/3/7', 'triage/2/5']);
  });
});
