import fc from 'fast-check';
import { pickFields } from './pick-fields.js';

const names = ['a', 'b', 'ab', 'points', 'sealed', 'ä', ''] as const;
const key = fc.oneof(fc.constantFrom<string>(...names), fc.string({ unit: 'binary' }));
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'a') }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(true, false, null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(key, tie('any'), { maxKeys: 3 }),
  ),
})).any;
const data = fc.dictionary(key, value, { maxKeys: 6 });

describe('pickFields', () => {
  it('finds what a parser finds, whatever stands beside it', () => {
    fc.assert(
      fc.property(data, fc.subarray([...names], { minLength: 1 }), (object, fields) => {
        const text = JSON.stringify(object);
        const parsed = JSON.parse(text) as Record<string, unknown>;
        const expected = fields.map((field) =>
          Object.hasOwn(parsed, field) ? parsed[field] : undefined,
        );
        const found = pickFields(text, fields);
        // A key with an escaped quote is left to the parser.
        if (Object.keys(object).some((each) => /["\\]/.test(each)) && found === undefined) return;
        expect(found).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['an empty object', '{}', [undefined]],
    ['a field at the end', '{"x":{"a":2},"a":1}', [1]],
    ['no field of an inner object', '{"x":{"a":2}}', [undefined]],
    ['no field of a text', '{"x":"\\",\\"a\\":2"}', [undefined]],
    ['a number with an exponent', '{"a":1e3}', [1000]],
    ['a negative number', '{"a":-5}', [-5]],
    ['zero', '{"a":0}', [0]],
    ['null', '{"a":null}', [null]],
  ])('reads %s', (_, text, values) => {
    expect(pickFields(text, ['a'])).toEqual(values);
  });

  it.each([
    ['spaces', '{ "a": 1 }'],
    ['a space in front of a value', '{"a": 1}'],
    ['a list', '[1]'],
    ['a text', '"a"'],
    ['nothing', ''],
    ['an object without an end', '{"a":1'],
    ['a text without an end', '{"a":"1}'],
    ['a missing value', '{"a":}'],
    ['something behind the end', '{"a":1}}'],
  ])('leaves %s to the parser', (_, text) => {
    expect(pickFields(text, ['a'])).toBeUndefined();
  });
});
