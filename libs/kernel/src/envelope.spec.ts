import fc from 'fast-check';
import { formatPosition, parsePosition } from './envelope.js';

describe('positions', () => {
  it('are read as they were written', () => {
    const position = fc.record({
      log: fc.constantFrom('intake', 'follow-up', 'journal'),
      partition: fc.integer({ min: 0, max: 255 }),
      offset: fc.integer({ min: 0, max: 999_999_999_999_999 }),
    });
    fc.assert(
      fc.property(position, (written) => {
        expect(parsePosition(formatPosition(written))).toEqual(written);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['two parts', 'intake/3'],
    ['four parts', 'intake/3/1/2'],
    ['a negative offset', 'intake/3/-1'],
    ['a fraction', 'intake/3/1.5'],
    ['an offset that a number cannot hold', 'intake/3/9999999999999999'],
    ['a second spelling of the same number', 'intake/03/1'],
    ['upper case', 'Intake/3/1'],
    ['text around it', ' intake/3/1'],
  ])('are not %s', (_, text) => {
    expect(parsePosition(text)).toBeUndefined();
  });
});
