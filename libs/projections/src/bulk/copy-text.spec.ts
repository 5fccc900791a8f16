import fc from 'fast-check';
import { copyField, fieldText, linesOf, timestampOfField } from './copy-text.js';

async function* chunksOf(text: string, sizes: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

describe('the text format of COPY', () => {
  it('gives the same lines however the stream is cut, inside of a character too', async () => {
    const text = fc.array(fc.string({ unit: 'binary' }).map((line) => line.replaceAll('\n', '')));
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(text, sizes, async (lines, cut) => {
        const sent = lines.map((line) => `${line}\n`).join('');
        const read: string[] = [];
        for await (const some of linesOf(chunksOf(sent, cut))) read.push(...some);
        expect(read).toEqual(lines);
      }),
    );
  });

  it.each([
    ['null', '\\N', null],
    ['a text that says null', '\\\\N', '\\N'],
    ['the empty text', '', ''],
    [
      'what is written with a backslash',
      'a\\tb\\nc\\rd\\\\e\\bf\\fg\\vh',
      'a\tb\nc\rd\\e\bf\fg\vh',
    ],
    ['a backslash before a letter that is none of these', '\\\\t', '\\t'],
  ])('reads %s', (_, field, value) => {
    expect(fieldText(field)).toBe(value);
  });

  it.each([
    ['2026-03-01 09:30:00+00', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01 09:30:00.5+00', '2026-03-01T09:30:00.500Z'],
    ['2026-03-01 09:30:00.05+00', '2026-03-01T09:30:00.050Z'],
    ['2026-12-31 23:59:59.999+00', '2026-12-31T23:59:59.999Z'],
  ])('reads the instant %s', (field, timestamp) => {
    expect(timestampOfField(field)).toBe(timestamp);
  });

  it('writes what it reads', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const field = copyField(text, 'text');
        expect(field).not.toMatch(/[\t\n\r]/);
        expect(fieldText(field)).toBe(text);
      }),
    );
  });

  it('refuses a list that is none', () => {
    expect(() => copyField('a,b', 'text[]')).toThrow('string is no list of texts');
  });
});
