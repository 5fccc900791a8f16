import fc from 'fast-check';
import { Problem, parseStrictJson } from './index.js';
import { scanJson } from './json-scan.js';

const parse = (text: string) => parseStrictJson(Buffer.from(text));

describe('parseStrictJson', () => {
  it('gives what JSON.parse gives for every harmless document', () => {
    const harmless = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 6 });
    fc.assert(
      fc.property(harmless, fc.constantFrom(0, 1, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        fc.pre(!/\\u0000|\\ud[89a-f]|"(__proto__|constructor|prototype)"/.test(text));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it('either parses or throws a Problem, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          parseStrictJson(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes the bounds themselves', () => {
    expect(parse(`${'['.repeat(32)}${']'.repeat(32)}`)).toHaveLength(1);
    expect(parse(JSON.stringify(Array(1_000).fill(0)))).toHaveLength(1_000);
    expect(parse(JSON.stringify('x'.repeat(20_000)))).toHaveLength(20_000);
    expect(parse('"\\ud83d\\ude00"')).toBe('😀');
  });
});

describe('scanJson', () => {
  it.each([
    ['{"a":1,"a":2}', 'duplicate-key'],
    ['{"a":1,"\\u0061":2}', 'duplicate-key'],
    ['{"x":{"b":1 , "b" :2}}', 'duplicate-key'],
    ['[{"a":1},{"a":1}]', undefined],
    ['{"a":{"a":["a","a"]}}', undefined],
    ['{"a":"a\\",\\"a\\":1"}', undefined],
    ['["a","a"]', undefined],
    ['{"a":"{{{{"}', undefined],
    ['[[[[]]]]', 'too-deep'],
  ])('finds in %s: %s', (text, fault) => {
    expect(scanJson(text, 3)).toBe(fault);
  });
});
