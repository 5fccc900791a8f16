import fc from 'fast-check';
import { sameValue } from './same-value.js';

describe('sameValue', () => {
  it('ignores the order of fields and fields that are undefined, not the order of lists', () => {
    expect(sameValue({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
    expect(sameValue({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(sameValue([1, 2], [2, 1])).toBe(false);
    expect(sameValue({ a: 1 }, { b: 1 })).toBe(false);
    expect(sameValue({}, [])).toBe(false);
    expect(sameValue(null, {})).toBe(false);
    expect(sameValue(undefined, undefined)).toBe(true);
  });

  it('says of any JSON value that it is the same after storage', () => {
    const json = fc.jsonValue().filter((value) => !Object.is(value, -0));
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(sameValue(a, JSON.parse(JSON.stringify(a)))).toBe(true);
        if (JSON.stringify(a) === JSON.stringify(b)) expect(sameValue(a, b)).toBe(true);
        expect(sameValue([a], [b, b])).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});
