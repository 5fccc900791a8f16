import fc from 'fast-check';
import { type CsvCell, csvCell, csvLine } from './csv.js';

/** Reads a file as RFC 4180 says, and nothing more: the counterpart that the writer must satisfy. */
function parsed(file: string): string[][] {
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
  const rows: string[][] = [];
  for (let row: string[] = []; cell.lastIndex < file.length; ) {
    const at = cell.lastIndex;
    const [, written = '', end] = cell.exec(file) ?? [];
    if (end === undefined) throw new Error(`not RFC 4180: ${file.slice(at)}`);
    row.push(written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** What was meant by a cell: the apostrophe says that a text is one. */
const meant = (cell: string) => (mayCalculate(cell) ? cell.slice(1) : cell);

/** How a wary spreadsheet looks at a text: past spaces and quotes. */
function mayCalculate(cell: string): boolean {
  const bare = cell.replace(/^[\s"'\u200b\ufeff]+/, '');
  return '=+-@＝＋－＠'.includes(bare.charAt(0) || '_') || /^[ "']*[\t\r\n]/.test(cell);
}

const nasty = fc
  .array(fc.constantFrom(...'=+-@＝＋－＠\t\r\n "\',;aé中0|\u200b'.split('')), { maxLength: 8 })
  .map((characters) => characters.join(''));
const text = fc.oneof(nasty, fc.string({ unit: 'binary' }));
const cell: fc.Arbitrary<CsvCell> = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.date({ min: new Date('1900-01-01'), max: new Date('8999-12-31'), noInvalidDate: true }),
);
const asText = (value: CsvCell) =>
  value instanceof Date ? value.toISOString() : String(value ?? '');

describe('a CSV file (A42)', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    [' spaced', '" spaced"'],
    ['=1+1', "'=1+1"],
    ['+86 138', "'+86 138"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', '"\'\t=1"'],
    ['\r=1', '"\'\r=1"'],
    ['"=1', '"\'""=1"'],
    ['  =1', "'  =1"],
    ["'=1", "''=1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['C-2026-000123', 'C-2026-000123'],
    ['顾客', '顾客'],
    [-5, '-5'],
    [0, '0'],
    [true, 'true'],
    [null, ''],
    [new Date('2026-03-01T00:00:00Z'), '2026-03-01T00:00:00.000Z'],
  ])('has %j as %j', (value, written) => {
    expect(csvCell(value)).toBe(written);
  });

  it('is read back as it was meant, line by line', () => {
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 6 }), { maxLength: 5 });
    fc.assert(
      fc.property(rows, (lines) => {
        const read = parsed(lines.map(csvLine).join(''));
        const values = read.map((row, y) =>
          row.map((each, x) => (typeof lines[y]?.[x] === 'string' ? meant(each) : each)),
        );
        expect(values).toEqual(lines.map((row) => row.map(asText)));
      }),
      { numRuns: 500 },
    );
  });

  it('has no text that begins a formula', () => {
    fc.assert(
      fc.property(text, (value) => {
        const [[read = '?', next] = []] = parsed(csvLine([value, 'x']));
        expect(next).toBe('x');
        expect(read.startsWith("'") || !mayCalculate(read)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
